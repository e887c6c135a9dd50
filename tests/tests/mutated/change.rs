//! Changes of an input: bits, parts, and what has made readers stumble.

/// Numbers that seem random and are the same every time.
pub(super) struct Chance(u64);

impl Chance {
    /// Those of one input.
    pub(super) fn of(reader: &str, number: u32) -> Chance {
        let seed = reader.bytes().fold(u64::from(number), |seed, byte| {
            seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        let mut chance = Chance(seed);
        chance.below(1);
        chance
    }

    /// A number below another one, which is not 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count.max(1)
    }

    /// A part of bytes: where it begins and ends.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        // Often short, sometimes anything.
        let most = if self.below(4) == 0 { bytes.len() } else { 24 };
        let length = self.below(most + 1).min(bytes.len() - start);
        start..start + length
    }
}

/// Texts that are inserted.
const TEXTS: [&[u8]; 40] = [
    b"\0",
    b"\x1b]0;owned\x07\x1b[31m",
    "\u{9b}31m".as_bytes(),
    "\u{202e}\u{2066}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{10ffff}".as_bytes(),
    "e\u{301}\u{200b}".as_bytes(),
    b"\xff\xfe",
    b"\xc0\x80",
    b"\r",
    b"\r\n",
    b"\n",
    b"\t",
    b"\x7f",
    b"\"",
    b"'",
    b"\\",
    b"\\u001b[2J",
    b"\\ud800",
    b"\"\"\"",
    b",",
    b";",
    b"=",
    b"=1+1",
    b"{{{{{{{{",
    b"[[[[[[[[",
    b"}",
    b"]",
    b"&a [*a, *a]",
    b"<<: *a",
    b"!!binary ",
    b"null",
    b"-1",
    b"1e400",
    b"0.00000000000000000000000000001",
    b"99999999999999999999999999999999999999",
    b"2062-02-30",
    b"9999-12-31T23:59:59Z",
    b"../../../etc/passwd",
    b"%n%s%x",
];

/// How large an input becomes at most.
const LARGEST: usize = 1 << 20;

/// One to four changes of a text; words of `other` may come in.
pub(super) fn text(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    // Mostly one, so that readers come to the rules behind the form.
    for _ in 0..=chance.below(2) * chance.below(4) {
        if chance.below(2) == 0 {
            exchange_word(&mut bytes, other, chance);
        } else {
            change(&mut bytes, other, chance);
        }
        bytes.truncate(LARGEST);
    }
    bytes
}

/// One to four changes of a database, most of which leave its pages where they are.
pub(super) fn pages(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    // Most of a small database is empty: half of the changes are where something stands.
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    for _ in 0..=chance.below(2) * chance.below(4) {
        let (any, used) = (chance.below(bytes.len()), used[chance.below(used.len())]);
        let at = if chance.below(2) == 0 { any } else { used.min(bytes.len() - 1) };
        let end = (at + 1 + chance.below(64)).min(bytes.len());
        match chance.below(6) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes[at..end].fill(0),
            2 => bytes[at..end].rotate_left(1),
            3 => bytes[at] = u8::try_from(chance.below(256)).expect("a byte"),
            _ => bytes[at] ^= 1 << chance.below(8),
        }
    }
    bytes
}

/// The words and numbers of a text: where each begins and ends.
fn words(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte);
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..bytes.len()).filter(|at| is_part(bytes[*at])) {
        match words.last_mut() {
            Some(word) if word.end == at => word.end = at + 1,
            _ => words.push(at..at + 1),
        }
    }
    words
}

/// Puts another word, number or awkward text in the place of a word.
fn exchange_word(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let (here, there) = (words(bytes), words(other));
    if here.is_empty() || there.is_empty() {
        return;
    }
    let word = here[chance.below(here.len())].clone();
    let new = match chance.below(3) {
        0 => TEXTS[chance.below(TEXTS.len())].to_vec(),
        _ => other[there[chance.below(there.len())].clone()].to_vec(),
    };
    bytes.splice(word, new);
}

/// Changes bytes wherever they are.
fn change(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let part = chance.part(bytes);
    let at = part.start;
    match chance.below(9) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        1 => drop(bytes.drain(part)),
        2 => bytes.truncate(at),
        3 => {
            let copy = bytes[part].to_vec();
            let to = chance.below(bytes.len() + 1);
            bytes.splice(to..to, copy);
        }
        4 => {
            let copy = bytes[part].to_vec();
            let most = (copy.len() << chance.below(14)).min(LARGEST);
            bytes.splice(at..at, copy.into_iter().cycle().take(most));
        }
        5 => {
            let from = chance.part(other);
            bytes.splice(part, other[from].iter().copied());
        }
        6 => exchange_lines(bytes, chance),
        _ => {
            let text = TEXTS[chance.below(TEXTS.len())];
            let end = if chance.below(2) == 0 { at } else { part.end };
            bytes.splice(at..end, text.iter().copied());
        }
    }
}

fn exchange_lines(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    lines.swap(one, other);
    *bytes = lines.join(&b'\n');
}
