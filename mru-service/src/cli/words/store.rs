//! What the store could not do.

use mru_core::text::Text;

use crate::{DatabaseRefusal, Holder, StoreError};

pub(super) fn words(error: &StoreError) -> Text {
    match error {
        StoreError::Database(_) => of_database(error),
        StoreError::Closed(closed) => super::door::closed(closed),
        StoreError::Unreachable(unreachable) => super::door::unreachable(unreachable),
        StoreError::Locked(holder) => locked(&self::holder(holder)),
        StoreError::Migration(error) => say!(
            "the store has a form that this program did not give it: {error}; use the program that wrote it, or restore a backup",
            "el almacén tiene una forma que este programa no le dio: {error}; use el programa que lo escribió, o recupere un respaldo"
        ),
        StoreError::Newer => say!(
            "the store was last written by a newer version of mru; use that one or a later one",
            "una versión más nueva de mru escribió el almacén; use esa o una posterior"
        ),
        StoreError::Older => say!(
            "the store has the form of an earlier version of mru, and you may not change it; let its owner run `mru migrate`",
            "el almacén tiene la forma de una versión anterior de mru, y usted no puede cambiarla; pida a su dueño que ejecute `mru migrate`"
        ),
        StoreError::Absent(place) => say!(
            "there is no store in {place}; check the name, or make one with `mru supplier put FILE`",
            "no hay un almacén en {place}; revise el nombre, o cree uno con `mru supplier put ARCHIVO`"
        ),
        StoreError::File { path, error } => {
            let path = path.display();
            say!(
                "`{path}`: {error}; check the name and that it may be read or written",
                "`{path}`: {error}; revise el nombre y los permisos de lectura o escritura"
            )
        }
        StoreError::NotAFile => say!(
            "the store is a PostgreSQL database, not a file; use its own tools (pg_dump, pg_restore)",
            "el almacén es una base de datos PostgreSQL, no un archivo; use sus herramientas (pg_dump, pg_restore)"
        ),
        StoreError::NewerForm { .. } | StoreError::Unreadable { .. } => record(error),
    }
}

/// What is the matter with a record.
fn record(error: &StoreError) -> Text {
    match (error, error.of_record()) {
        (StoreError::Unreadable { .. }, Some(Text { en, es })) => {
            say!("{en}; run `mru verify`", "{es}; ejecute `mru verify`")
        }
        (_, Some(said)) => said,
        (_, None) => say!("{error}", "{error}"),
    }
}

/// Who holds a lock.
fn holder(holder: &Holder) -> Text {
    match holder {
        Holder::Unknown => say!("another process", "otro proceso"),
        Holder::Process => say!("another mru process", "otro proceso de mru"),
        Holder::Maker { folder } => {
            let folder = folder.display();
            say!(
                "another mru process that makes a store or backup in `{folder}`",
                "otro proceso de mru que crea un almacén o respaldo en `{folder}`"
            )
        }
        Holder::Session { program, user, process, seconds } => say!(
            "`{program}` of user `{user}` (server process {process}, for {seconds} s)",
            "`{program}` del usuario `{user}` (proceso {process} del servidor, hace {seconds} s)"
        ),
    }
}

fn locked(Text { en, es }: &Text) -> Text {
    say!(
        "{en} holds the lock of the store; wait until it is done and run the command again, or wait longer with `--lock-timeout`",
        "{es} tiene el bloqueo del almacén; espere a que termine y ejecute el comando de nuevo, o espere más con `--lock-timeout`"
    )
}

/// What a database said while it was working.
fn of_database(error: &StoreError) -> Text {
    let said = error.said();
    match error.refusal() {
        DatabaseRefusal::RoleMayNot => say!(
            "the role may not do this; connect as one that may (docs/operating.md lists the grants): {said}",
            "el rol no tiene permiso; conéctese con uno que lo tenga (docs/operating.md lista los permisos): {said}"
        ),
        DatabaseRefusal::StoreReadOnly | DatabaseRefusal::StoreNotOpened => say!(
            "the store may only be read here; make its file and folder writable for you: {said}",
            "aquí el almacén solo se puede leer; haga que usted pueda escribir su archivo y carpeta: {said}"
        ),
        DatabaseRefusal::DiskIsFull => say!(
            "the disk is full; make room and run the command again, nothing of it was kept: {said}",
            "el disco está lleno; libere espacio y ejecute el comando de nuevo, nada de él se guardó: {said}"
        ),
        DatabaseRefusal::DiskFails => say!(
            "the disk cannot be read or written; see whether it is full or damaged, and run the command again: {said}",
            "no se puede leer o escribir el disco; vea si está lleno o dañado, y ejecute el comando de nuevo: {said}"
        ),
        DatabaseRefusal::DatabaseDamaged => say!(
            "the database is damaged; restore a backup with `mru restore`: {said}",
            "la base de datos está dañada; recupere un respaldo con `mru restore`: {said}"
        ),
        DatabaseRefusal::ConnectionEnded => say!(
            "the server ended the connection; what was not confirmed did not happen, so run the command again: {said}",
            "el servidor cerró la conexión; lo que no se confirmó no ocurrió, así que ejecute el comando de nuevo: {said}"
        ),
        DatabaseRefusal::LockIsHeld => say!(
            "another process holds the lock of the store; run the command again: {said}",
            "otro proceso tiene el bloqueo del almacén; ejecute el comando de nuevo: {said}"
        ),
        DatabaseRefusal::DatabaseSilent => say!(
            "the database did not answer within 5 seconds; see whether it runs, and try again",
            "la base de datos no respondió en 5 segundos; vea si está en marcha y reintente"
        ),
        DatabaseRefusal::ConnectionBroke => say!(
            "the connection to the database broke: {said}; what was not confirmed did not happen, so run the command again",
            "se cortó la conexión con la base de datos: {said}; lo que no se confirmó no ocurrió, así que ejecute el comando de nuevo"
        ),
        DatabaseRefusal::DatabaseRefused => say!(
            "the database refused; run `mru verify` to see whether the store is whole: {said}",
            "la base de datos se negó; ejecute `mru verify` para ver si el almacén está íntegro: {said}"
        ),
        DatabaseRefusal::StatementFailed => {
            say!("the database refused: {said}", "la base de datos se negó: {said}")
        }
    }
}
