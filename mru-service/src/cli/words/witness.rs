//! What cannot be signed or proved.

use std::path::Path;

use mru_core::text::Text;

use crate::{cli::signing::KEY_VARIABLE, witness::Refusal};

pub(super) fn words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::KeyFileFailed { path, problem } => key_file_failed(path, problem),
        Refusal::KeyFileIsShared { path, mode } => key_file_is_shared(path, *mode),
        Refusal::KeyFileHoldsNone { path } => key_file_holds_none(path),
        Refusal::GivenKeyIsNone => say!(
            "{KEY_VARIABLE} holds no signing key; give it what a file of `mru keys make` holds, or unset it",
            "{KEY_VARIABLE} no contiene una clave de firma; dele lo que contiene un archivo de `mru keys make`, o elimínela"
        ),
        Refusal::NoRandomNumbers => say!(
            "the system gives no random numbers, so no key can be made; try again later",
            "el sistema no entrega números aleatorios, por lo que no se puede crear una clave; intente más tarde"
        ),
        Refusal::NothingRecorded => say!(
            "nothing is recorded yet, so the store has no name to sign with; run `mru supplier put FILE` first",
            "todavía no hay nada registrado, por lo que el almacén no tiene nombre con que firmar; ejecute primero `mru supplier put ARCHIVO`"
        ),
        Refusal::NoKeyYet { path } => no_key_yet(&no_key(path.as_deref())),
        Refusal::KeyIsMissing { path } => key_is_missing(&no_key(path.as_deref())),
        Refusal::AnotherKey { named, given } => say!(
            "the given key is {given}, but this store signs with {named}; give that one, or hand over to another with `mru keys rotate`",
            "la clave indicada es {given}, pero este almacén firma con {named}; indique esa, o traspase a otra con `mru keys rotate`"
        ),
        Refusal::CheckpointsNotKept { path, problem } => not_kept(path, problem),
        Refusal::AnotherCheckpoint { path } => another_checkpoint(path),
        Refusal::NoCheckpointYet => say!(
            "the store has no checkpoint yet: it gets one with the next document that is issued",
            "el almacén todavía no tiene un punto de control: lo tendrá con el próximo documento que se emita"
        ),
        Refusal::DocumentNotCovered { number } => say!(
            "{number} was issued before there were checkpoints, and none covers it yet; the next document that is issued brings one",
            "{number} se emitió antes de que hubiera puntos de control, y ninguno lo cubre todavía; el próximo documento que se emita traerá uno"
        ),
        Refusal::CheckpointOfAnotherStore { origin, size } => say!(
            "the checkpoint of {size} entries of `{origin}` is none of this store; run `mru verify --since` with it to see why",
            "el punto de control de {size} entradas de `{origin}` no es de este almacén; ejecute `mru verify --since` con él para ver por qué"
        ),
        Refusal::CheckpointIsLater { size, covered } => say!(
            "the checkpoint of {size} entries is later than the document's, which covers {covered}; name an earlier one",
            "el punto de control de {size} entradas es posterior al del documento, que cubre {covered}; indique uno anterior"
        ),
    }
}

fn key_file_failed(path: &Path, problem: &str) -> Text {
    let path = path.display();
    say!(
        "key file `{path}`: {problem}; check the name, and that only you may read it",
        "archivo de clave `{path}`: {problem}; revise el nombre, y que solo usted pueda leerlo"
    )
}

fn key_file_is_shared(path: &Path, mode: u32) -> Text {
    let path = path.display();
    say!(
        "key file `{path}` may be used by others (mode {mode:04o}); run `chmod 600 {path}`, and rotate the key if somebody read it",
        "el archivo de clave `{path}` puede ser usado por otros (modo {mode:04o}); ejecute `chmod 600 {path}`, y rote la clave si alguien la leyó"
    )
}

fn key_file_holds_none(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` holds no signing key; name the file that `mru keys make` wrote",
        "`{path}` no contiene una clave de firma; indique el archivo que escribió `mru keys make`"
    )
}

/// Where the key was looked for.
fn no_key(path: Option<&Path>) -> Text {
    let Some(path) = path.map(Path::display) else {
        return say!("no signing key is given", "no se indicó una clave de firma");
    };
    say!("key file `{path}` does not exist", "el archivo de clave `{path}` no existe")
}

fn no_key_yet(Text { en, es }: &Text) -> Text {
    say!(
        "no document can be issued: {en}, and every document carries a signed checkpoint; run `mru keys make`, and give the same `--key-file` or {KEY_VARIABLE} wherever documents are issued",
        "no se puede emitir ningún documento: {es}, y cada documento lleva un punto de control firmado; ejecute `mru keys make`, e indique la misma `--key-file` o {KEY_VARIABLE} donde se emitan documentos"
    )
}

fn key_is_missing(Text { en, es }: &Text) -> Text {
    say!(
        "no document can be issued: {en}, and this store signs with one; bring it back, or name it by `--key-file` or {KEY_VARIABLE}; if it is lost for good, run `mru keys make --lost`",
        "no se puede emitir ningún documento: {es}, y este almacén firma con una; recupérela, o indíquela con `--key-file` o {KEY_VARIABLE}; si se perdió para siempre, ejecute `mru keys make --lost`"
    )
}

fn not_kept(path: &Path, problem: &str) -> Text {
    let path = path.display();
    say!(
        "the checkpoints were not written to `{path}`: {problem}; what was issued stands, and the next document writes them as well",
        "los puntos de control no se escribieron en `{path}`: {problem}; lo emitido es válido, y el próximo documento también los escribirá"
    )
}

fn another_checkpoint(path: &Path) -> Text {
    let path = path.display();
    say!(
        "`{path}` is not the checkpoint that the store has of this size: the store is another one or was rewritten; run `mru verify --since {path}`",
        "`{path}` no es el punto de control de ese tamaño que tiene el almacén: el almacén es otro o fue reescrito; ejecute `mru verify --since {path}`"
    )
}
