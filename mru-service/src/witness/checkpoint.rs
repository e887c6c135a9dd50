//! What a tree was at one moment, in the form of C2SP tlog-checkpoint, and the signed note around it.
//!
//! A checkpoint is three lines: the origin, the number of entries, the root in base64. A signed note
//! is that text, an empty line, and signature lines `— name base64(key hash ‖ signature)`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reports::PrintedCheckpoint;
use sha2::{Digest as _, Sha256};

use super::tree::NodeHash;

/// What a tree was at one moment.
///
/// # Example
///
/// ```
/// use mru_service::witness::{checkpoint::Checkpoint, tree::Frontier};
///
/// let empty = Frontier::default();
/// let checkpoint = Checkpoint { origin: String::from("mru/1"), size: 0, root: empty.root() };
/// assert_eq!(checkpoint.body(), "mru/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which store: `mru/` and its id.
    pub origin: String,
    /// How many entries were recorded.
    pub size: u64,
    /// Root of the tree over them.
    pub root: NodeHash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }

    /// The short code of the checkpoint, as it stands on paper: `8QK2M-0ZC4T-H7RVX-93WGE`.
    ///
    /// The first 100 bits of the SHA-256 of [`Checkpoint::body`] in Crockford's base 32.
    pub fn code(&self) -> String {
        const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let hash = Sha256::digest(self.body().as_bytes());
        let (mut code, mut bits, mut held) = (String::new(), 0_u32, 0_u32);
        for byte in hash.iter().take(13) {
            bits = (bits << 8) | u32::from(*byte);
            held = held.saturating_add(8);
            while held >= 5 && code.len() < 23 {
                held = held.saturating_sub(5);
                let letter = LETTERS.get(usize::try_from((bits >> held) & 31).unwrap_or(0));
                code.push(letter.copied().map_or('0', char::from));
                if matches!(code.len(), 5 | 11 | 17) {
                    code.push('-');
                }
            }
            bits &= 0xff;
        }
        code
    }

    fn read(body: &str) -> Option<Checkpoint> {
        let mut lines = body.split_terminator('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let root = NodeHash(STANDARD.decode(root).ok()?.try_into().ok()?);
        let checkpoint = Checkpoint { origin: origin.to_owned(), size: size.parse().ok()?, root };
        // One way to write it, so that nothing can be hidden in the others.
        (is_name(origin) && checkpoint.body() == body).then_some(checkpoint)
    }
}

/// Reads a code as a person may type it: small letters, other separators, `O` for 0, `I` or `L` for 1.
///
/// None when it is no code.
pub fn read_code(typed: &str) -> Option<String> {
    let letter = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let letters: Vec<char> =
        typed.trim().chars().filter(|it| !matches!(it, '-' | ' ')).map(letter).collect();
    let known = |it: &char| it.is_ascii_digit() || (it.is_ascii_uppercase() && *it != 'U');
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    (letters.len() == 20 && letters.iter().all(known)).then(|| groups.join("-"))
}

/// Whether a text can name an origin or a key: some characters, none of them blank, control or `+`.
pub(super) fn is_name(text: &str) -> bool {
    let wrong = |it: char| it.is_whitespace() || it.is_control() || it == '+';
    !text.is_empty() && !text.contains(wrong)
}

/// A line of a signed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key; of ours, the origin.
    pub name: String,
    /// The first bytes of a hash of name and key, to find the key by.
    pub key_hash: [u8; 4],
    /// The signature.
    pub bytes: Vec<u8>,
}

/// A checkpoint with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// Who signed it: the keeper of the store, and possibly others.
    pub signatures: Vec<Signature>,
}

impl SignedNote {
    /// The note as text.
    pub fn text(&self) -> String {
        let mut text = self.checkpoint.body();
        text.push('\n');
        for signature in &self.signatures {
            let signed = [&signature.key_hash[..], &signature.bytes].concat();
            text.push_str(&format!("— {} {}\n", signature.name, STANDARD.encode(signed)));
        }
        text
    }

    /// The note as documents show it.
    pub fn printed(&self) -> PrintedCheckpoint {
        PrintedCheckpoint { note: self.text(), code: self.checkpoint.code() }
    }

    /// Reads a note; none when it is not written as [`SignedNote::text`] writes it.
    pub fn read(text: &str) -> Option<SignedNote> {
        let (body, lines) = text.split_once("\n\n")?;
        let checkpoint = Checkpoint::read(&format!("{body}\n"))?;
        let signatures: Option<Vec<Signature>> =
            lines.split_terminator('\n').map(signature).collect();
        let note = SignedNote { checkpoint, signatures: signatures? };
        (!note.signatures.is_empty() && note.text() == text).then_some(note)
    }
}

fn signature(line: &str) -> Option<Signature> {
    let (name, signed) = line.strip_prefix("— ")?.split_once(' ')?;
    let signed = STANDARD.decode(signed).ok()?;
    let (key_hash, bytes) = signed.split_at_checked(4)?;
    let key_hash = key_hash.try_into().ok()?;
    is_name(name).then(|| Signature { name: name.to_owned(), key_hash, bytes: bytes.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: String::from("mru/7"), size: 12, root: NodeHash::of_leaf(b"x") }
    }

    #[test]
    fn a_code_is_twenty_letters_that_may_be_typed_carelessly() {
        let code = checkpoint().code();
        assert_eq!(code.len(), 23);
        assert_eq!(read_code(&code), Some(code.clone()));
        assert_eq!(read_code(&code.to_lowercase().replace('-', " ")), Some(code.clone()));
        assert_eq!(read_code(&code.replace('0', "o").replace('1', "l")), Some(code));
        assert_eq!(read_code("8QK2M-0ZC4T-H7RVX"), None);
        assert_eq!(read_code("8QK2M-0ZC4T-H7RVX-93WGU"), None);
    }

    /// The first bits of the hash, taken one by one.
    #[test]
    fn a_code_is_the_beginning_of_the_hash() {
        let letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        for size in 0..50 {
            let checkpoint = Checkpoint { size, ..checkpoint() };
            let hash = Sha256::digest(checkpoint.body());
            let bits: String = hash.iter().map(|byte| format!("{byte:08b}")).collect();
            let expected: String = (0..20)
                .map(|group| usize::from_str_radix(&bits[group * 5..group * 5 + 5], 2).unwrap())
                .map(|value| letters.as_bytes()[value] as char)
                .collect();
            assert_eq!(checkpoint.code().replace('-', ""), expected);
        }
    }

    #[test]
    fn a_note_is_read_as_it_is_written_and_no_other_way() {
        let bytes = vec![7; 64];
        let signature = Signature { name: String::from("mru/7"), key_hash: [1, 2, 3, 4], bytes };
        let note = SignedNote { checkpoint: checkpoint(), signatures: vec![signature] };
        let text = note.text();
        assert_eq!(SignedNote::read(&text), Some(note));
        for wrong in [
            text.replace("\n12\n", "\n012\n"),
            text.replace("\n12\n", "\n+12\n"),
            text.replace("mru/7\n12", "mru 7\n12"),
            text.replace("\n\n", "\nmore\n\n"),
            text.replace("— ", "- "),
            text.trim_end().to_owned(),
            format!("{text}\n"),
            text.split_once('—').unwrap().0.to_owned(),
        ] {
            assert_eq!(SignedNote::read(&wrong), None, "{wrong}");
        }
    }
}
