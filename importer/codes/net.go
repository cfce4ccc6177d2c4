package codes

import "posimport/importer/row"

func netCodes() []Entry {
	return append(unsentCodes(),
		Entry{
			Code: row.NetTimeout,
			Meaning: text("The row was sent, but no answer came in time.",
				"La fila se envió, pero no llegó respuesta a tiempo."),
			Remedy: text("Run posimport resume, or look in the system whether the position is there before sending it again.",
				"Ejecute posimport resume, o mire en el sistema si la posición está antes de enviarla otra vez."),
		},
		Entry{
			Code: row.NetReset,
			Meaning: text("The row was sent, but the connection broke before the whole answer came.",
				"La fila se envió, pero la conexión se cortó antes de llegar la respuesta completa."),
			Remedy: text("Run posimport resume, or look in the system whether the position is there before sending it again.",
				"Ejecute posimport resume, o mire en el sistema si la posición está antes de enviarla otra vez."),
		},
		Entry{
			Code: row.NetTLS,
			Meaning: text("A safe connection could not be made: the server's certificate was not accepted.",
				"No se pudo hacer una conexión segura: no se aceptó el certificado del servidor."),
			Remedy: text("Check the address and this computer's date; if both are right, ask IT whether a proxy stands between.",
				"Revise la dirección y la fecha de este equipo; si son correctas, pregunte a sistemas si hay un proxy en medio."),
		},
		Entry{
			Code: row.NetRedirect,
			Meaning: text("The server sent us on to another address, which posimport does not follow.",
				"El servidor nos remitió a otra dirección, que posimport no sigue."),
			Remedy: text("Check --base-url; if the system has moved, give its new address there.",
				"Revise --base-url; si el sistema se mudó, indique ahí su nueva dirección."),
		},
		Entry{
			Code: row.NetPlain,
			Meaning: text("The address begins with http://, so others could read what is sent.",
				"La dirección empieza por http://, así que otros podrían leer lo que se envía."),
			Remedy: text("Write https:// in --base-url; http:// is only for a server on this computer.",
				"Escriba https:// en --base-url; http:// es solo para un servidor en este equipo."),
		},
	)
}

func unsentCodes() []Entry {
	return []Entry{
		{
			Code: row.NetRefused,
			Meaning: text("The server could not be reached: the connection was refused or there is no way to it.",
				"No se pudo llegar al servidor: rechazó la conexión o no hay camino hasta él."),
			Remedy: text("Check your network, VPN and --base-url, then run posimport resume, or posimport retry on the results file.",
				"Revise su red, la VPN y --base-url, y luego ejecute posimport resume, o posimport retry con el archivo de resultados."),
		},
		{
			Code: row.NetDNS,
			Meaning: text("The server's name is not known on this network.",
				"El nombre del servidor no se conoce en esta red."),
			Remedy: text("Check the spelling of --base-url, your network and VPN, then run posimport resume, or posimport retry on the results file.",
				"Revise la escritura de --base-url, su red y la VPN, y luego ejecute posimport resume, o posimport retry con el archivo de resultados."),
		},
		{
			Code: row.NetConnect,
			Meaning: text("The server did not take the connection in time; nothing was sent.",
				"El servidor no aceptó la conexión a tiempo; no se envió nada."),
			Remedy: text("Check your network and VPN, then run posimport resume, or posimport retry on the results file.",
				"Revise su red y la VPN, y luego ejecute posimport resume, o posimport retry con el archivo de resultados."),
		},
		{
			Code: row.NetNotSent,
			Meaning: text("The connection broke before the row was sent.",
				"La conexión se cortó antes de enviar la fila."),
			Remedy: text("Run posimport retry on the results file.", "Ejecute posimport retry con el archivo de resultados."),
		},
	}
}

func authCodes() []Entry {
	return []Entry{
		{
			Code: row.AuthMissing,
			Meaning: text("No token or key was given to sign in with.",
				"No se dio ningún token ni clave para iniciar sesión."),
			Remedy: text("Set COR_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET; for Aptly APTLY_TOKEN or APTLY_ACCESS_KEY.",
				"Defina COR_TOKEN, o COR_API_KEY y COR_CLIENT_SECRET; para Aptly, APTLY_TOKEN o APTLY_ACCESS_KEY."),
		},
		{
			Code: row.AuthFile,
			Meaning: text("The file with the token or key is not there, or other people can read it.",
				"El archivo con el token o la clave no existe, u otras personas pueden leerlo."),
			Remedy: text("Check its name, and let only yourself read it (chmod 600).",
				"Revise su nombre y permita leerlo solo a usted (chmod 600)."),
		},
		{
			Code: row.AuthRefused,
			Meaning: text("The system did not accept the token, also not a new one.",
				"El sistema no aceptó el token, tampoco uno nuevo."),
			Remedy: text("Get a new token or key for the right account, then run posimport resume.",
				"Consiga un token o una clave nuevos de la cuenta correcta y ejecute posimport resume."),
		},
		{
			Code: row.AuthForbidden,
			Meaning: text("The token is good, but it may not create positions here.",
				"El token es válido, pero no puede crear posiciones aquí."),
			Remedy: text("Ask the system's administrator for the right to create positions, and check the source or tenant.",
				"Pida al administrador del sistema permiso para crear posiciones, y revise el origen o el tenant."),
		},
		{
			Code: row.AuthSignIn,
			Meaning: text("The sign-in server refused the key or did not answer.",
				"El servidor de inicio de sesión rechazó la clave o no respondió."),
			Remedy: text("Check the key and its secret, then run posimport resume.",
				"Revise la clave y su secreto, y ejecute posimport resume."),
		},
	}
}
