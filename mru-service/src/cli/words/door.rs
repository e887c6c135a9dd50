//! Why the door of a store stays closed.

use std::path::Path;

use mru_core::text::Text;

use crate::{Closed, Unreachable};

pub(super) fn closed(closed: &Closed) -> Text {
    match closed {
        Closed::FileIsNoDatabase { path } => file_is_no_database(path),
        Closed::FileIsDamaged { path } => file_is_damaged(path),
        Closed::FileNameUnreadable { path } => file_name_unreadable(path),
        Closed::ChangesUnreadable { log } => changes_unreadable(log),
        Closed::FileChanged { path } => file_changed(path),
        Closed::PlaceIsTaken { path } => place_is_taken(path),
        Closed::PartIsLeft { path } => part_is_left(path),
        Closed::BackupIsIncomplete { file, log } => backup_is_incomplete(file, log),
        Closed::CopyDiffers => say!(
            "the copy is not what the store holds, so it was removed; run `mru verify`",
            "la copia no es lo que contiene el almacén, así que se eliminó; ejecute `mru verify`"
        ),
    }
}

fn file_is_no_database(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` is not a SQLite database, so it is no store of mru; move it away and restore a backup, or name another place",
        "`{path}` no es una base de datos SQLite, así que no es un almacén de mru; muévalo y recupere un respaldo, o indique otro lugar"
    )
}

fn file_is_damaged(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` is damaged; move it away and restore a backup with `mru restore`",
        "`{path}` está dañado; muévalo y recupere un respaldo con `mru restore`"
    )
}

fn file_name_unreadable(path: &Path) -> Text {
    let path = path.display();
    say!(
        "the name of `{path}` is not UTF-8; SQLite cannot open it, so rename it",
        "el nombre de `{path}` no es UTF-8; SQLite no puede abrirlo, así que cámbielo"
    )
}

fn changes_unreadable(log: &Path) -> Text {
    let log = log.display();
    say!(
        "`{log}` holds changes that cannot be read from a folder you may not write; let its owner run `mru migrate`, which takes them into the store",
        "`{log}` contiene cambios que no se pueden leer desde una carpeta que usted no puede escribir; pida a su dueño que ejecute `mru migrate`, que los lleva al almacén"
    )
}

fn file_changed(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` changed while it was read; run the command again",
        "`{path}` cambió mientras se leía; ejecute el comando de nuevo"
    )
}

fn place_is_taken(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` exists and is never written over; name another place, or move it away",
        "`{path}` existe y nunca se sobrescribe; indique otro lugar, o muévalo"
    )
}

fn part_is_left(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` exists and belongs to a store that is not there; move it away, or put its `mru.db` back",
        "`{path}` existe y pertenece a un almacén que no está; muévalo, o devuelva su `mru.db`"
    )
}

fn backup_is_incomplete(file: &Path, log: &Path) -> Text {
    let (file, log) = (file.display(), log.display());
    say!(
        "`{log}` holds changes that are not in `{file}`, so that file alone is no backup; make one with `mru backup`",
        "`{log}` contiene cambios que no están en `{file}`, así que ese archivo solo no es un respaldo; haga uno con `mru backup`"
    )
}

pub(super) fn unreachable(unreachable: &Unreachable) -> Text {
    match unreachable {
        Unreachable::UrlOfAnotherScheme { scheme: Some(scheme) } => say!(
            "the database URL begins with `{scheme}://`, which is no PostgreSQL; write postgres://USER@HOST/NAME, or name the folder of an embedded store with `--data-dir`",
            "la URL de la base de datos comienza con `{scheme}://`, que no es PostgreSQL; escriba postgres://USER@HOST/NAME, o indique la carpeta de un almacén embebido con `--data-dir`"
        ),
        Unreachable::UrlOfAnotherScheme { scheme: None } => say!(
            "the database URL begins with no scheme; write postgres://USER@HOST/NAME, or name the folder of an embedded store with `--data-dir`",
            "la URL de la base de datos no comienza con un esquema; escriba postgres://USER@HOST/NAME, o indique la carpeta de un almacén embebido con `--data-dir`"
        ),
        Unreachable::UrlUnreadable { problem } => say!(
            "the database URL cannot be read: {problem}; write postgres://USER@HOST:PORT/NAME, with %-escapes for special characters",
            "no se puede leer la URL de la base de datos: {problem}; escriba postgres://USUARIO@SERVIDOR:PUERTO/NOMBRE, con escapes % para caracteres especiales"
        ),
        Unreachable::UrlWithoutHost => say!(
            "the database URL names no host that a password could be for",
            "la URL de la base de datos no nombra un servidor para el que valga la contraseña"
        ),
        Unreachable::ConnectionUnencrypted { host } => say!(
            "`{host}` is another machine, and `sslmode` would let the connection go unencrypted; say `sslmode=verify-full` (with `sslrootcert=FILE` for a private authority), or at least `require`",
            "`{host}` es otra máquina, y `sslmode` dejaría la conexión sin cifrar; indique `sslmode=verify-full` (con `sslrootcert=ARCHIVO` si la autoridad es privada), o al menos `require`"
        ),
        Unreachable::PasswordFileIsEmpty { path } => password_file_is_empty(path),
        Unreachable::ServerSilent { at, seconds } => say!(
            "no PostgreSQL server answers at {at} within {seconds} seconds; check host and port, and whether it runs",
            "ningún servidor PostgreSQL responde en {at} en {seconds} segundos; revise servidor y puerto, y si está en marcha"
        ),
        Unreachable::ServerUnreachable { at, problem } => say!(
            "no PostgreSQL server answers at {at}: {problem}; start it, or correct host and port",
            "ningún servidor PostgreSQL responde en {at}: {problem}; inícielo, o corrija servidor y puerto"
        ),
        Unreachable::ServerNotTrusted { at, problem } => say!(
            "the connection to {at} cannot be encrypted and trusted: {problem}; turn TLS on at the server, and name its authority with `sslrootcert=FILE`",
            "la conexión con {at} no se puede cifrar con confianza: {problem}; active TLS en el servidor, e indique su autoridad con `sslrootcert=ARCHIVO`"
        ),
        Unreachable::UserNotLetIn { at, user, problem } => say!(
            "the server at {at} does not let `{user}` in: {problem}; check the user, and the password in MRU_DATABASE_PASSWORD_FILE, PGPASSFILE or PGPASSWORD",
            "el servidor en {at} no deja entrar a `{user}`: {problem}; revise el usuario, y la contraseña en MRU_DATABASE_PASSWORD_FILE, PGPASSFILE o PGPASSWORD"
        ),
        Unreachable::NoDatabase { at, database } => say!(
            "the server at {at} has no database `{database}`; correct the name, or make it with `createdb {database}`",
            "el servidor en {at} no tiene la base de datos `{database}`; corrija el nombre, o créela con `createdb {database}`"
        ),
        Unreachable::ServerNotUnderstood { at, problem } => say!(
            "what answers at {at} is no PostgreSQL server, or it refuses the password: {problem}; correct host and port, or the password",
            "lo que responde en {at} no es un servidor PostgreSQL, o rechaza la contraseña: {problem}; corrija servidor y puerto, o la contraseña"
        ),
    }
}

fn password_file_is_empty(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` holds no password; write it into the first line",
        "`{path}` no contiene una contraseña; escríbala en la primera línea"
    )
}
