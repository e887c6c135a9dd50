//! The Merkle tree of RFC 6962 over SHA-256: its root, and what proves that an entry is in it and
//! that a later tree continues an earlier one.
//!
//! Leaves are never held: a [`Frontier`] keeps the roots of the complete subtrees, at most 64 of
//! them. A proof is the roots of some ranges of leaves, and [`RangeRoots`] makes those while the
//! leaves pass by once.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

/// Hash of a node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeHash(pub [u8; 32]);

impl std::fmt::Debug for NodeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl NodeHash {
    /// Hash of a leaf: SHA-256 of a zero byte and the leaf (RFC 6962, section 2.1).
    pub fn of_leaf(leaf: &[u8]) -> NodeHash {
        hash(&[&[0], leaf])
    }

    /// Hash of a node over two others: SHA-256 of a one byte and both (RFC 6962, section 2.1).
    fn over(left: NodeHash, right: NodeHash) -> NodeHash {
        hash(&[&[1], &left.0, &right.0])
    }

    /// The written form: 64 hexadecimal digits.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads the written form: 64 digits, letters small.
    pub fn from_hex(written: &str) -> Option<NodeHash> {
        let mut bytes = [0; 32];
        if written.len() != 64 || written.bytes().any(|it| !matches!(it, b'0'..=b'9' | b'a'..=b'f'))
        {
            return None;
        }
        for (byte, at) in bytes.iter_mut().zip((0_usize..64).step_by(2)) {
            *byte = u8::from_str_radix(written.get(at..at.saturating_add(2))?, 16).ok()?;
        }
        Some(NodeHash(bytes))
    }
}

fn hash(parts: &[&[u8]]) -> NodeHash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    NodeHash(hasher.finalize().into())
}

/// The right edge of a tree: the roots of its complete subtrees, the largest first.
///
/// # Example
///
/// ```
/// use mru_service::witness::tree::{Frontier, NodeHash};
///
/// let mut tree = Frontier::default();
/// for leaf in ["one", "two", "three"] {
///     tree.push(NodeHash::of_leaf(leaf.as_bytes()));
/// }
/// assert_eq!(tree.size(), 3);
/// assert_eq!(Frontier::read(&tree.written(), 3), Some(tree));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<NodeHash>,
}

impl Frontier {
    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf, given by its hash.
    pub fn push(&mut self, leaf: NodeHash) {
        let (mut node, mut complete) = (leaf, self.size);
        while complete & 1 == 1
            && let Some(left) = self.roots.pop()
        {
            node = NodeHash::over(left, node);
            complete >>= 1;
        }
        self.roots.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root of the tree; of an empty one, the hash of nothing (RFC 6962, section 2.1).
    pub fn root(&self) -> NodeHash {
        let smallest_first = self.roots.iter().rev().copied();
        smallest_first
            .reduce(|right, left| NodeHash::over(left, right))
            .unwrap_or_else(|| hash(&[]))
    }

    /// The roots of the complete subtrees in hexadecimal digits, one after the other.
    pub fn written(&self) -> String {
        self.roots.iter().map(|root| root.to_hex()).collect()
    }

    /// Reads the written form of a tree of a size; none when it is not that.
    pub fn read(written: &str, size: u64) -> Option<Frontier> {
        let count = usize::try_from(size.count_ones()).ok()?;
        if written.len() != count.checked_mul(64)? {
            return None;
        }
        let root = |index: usize| {
            let from = index.checked_mul(64)?;
            NodeHash::from_hex(written.get(from..from.checked_add(64)?)?)
        };
        let roots = (0..count).map(root).collect::<Option<Vec<NodeHash>>>()?;
        Some(Frontier { size, roots })
    }
}

/// Makes the roots of some ranges of leaves, which pass by once and in order.
#[derive(Clone, Debug)]
pub struct RangeRoots {
    ranges: Vec<(Range<u64>, Frontier)>,
    next: u64,
}

impl RangeRoots {
    /// Asks for the roots of ranges of leaves, counted from 0.
    pub fn of(ranges: Vec<Range<u64>>) -> RangeRoots {
        let ranges = ranges.into_iter().map(|range| (range, Frontier::default())).collect();
        RangeRoots { ranges, next: 0 }
    }

    /// Takes the next leaf, given by its hash.
    pub fn push(&mut self, leaf: NodeHash) {
        for (range, frontier) in &mut self.ranges {
            if range.contains(&self.next) {
                frontier.push(leaf);
            }
        }
        self.next = self.next.saturating_add(1);
    }

    /// The roots in the order in which they were asked for; none when leaves are missing.
    pub fn finish(self) -> Option<Vec<NodeHash>> {
        let complete = |(range, frontier): &(Range<u64>, Frontier)| {
            let all = range.end.checked_sub(range.start)?;
            (frontier.size() == all).then(|| frontier.root())
        };
        self.ranges.iter().map(complete).collect()
    }
}

/// A subtree beside the way from a leaf, or from an earlier tree, up to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Beside {
    is_left: bool,
    range: Range<u64>,
}

/// Where a tree over a range parts: the largest power of two below its size (RFC 6962, section 2.1).
fn parting(range: &Range<u64>) -> u64 {
    let size = range.end.saturating_sub(range.start);
    range.start.saturating_add(size.saturating_sub(1).checked_ilog2().map_or(0, |log| 1 << log))
}

/// What stands beside the way down to a range that `stop` accepts, from the bottom up, and that range.
///
/// `goes_left` says on which side of the parting the way goes on.
fn way(
    size: u64,
    stop: impl Fn(&Range<u64>) -> bool,
    goes_left: impl Fn(u64) -> bool,
) -> (Vec<Beside>, Range<u64>) {
    let mut range = 0..size;
    let mut beside = Vec::new();
    while !stop(&range) {
        let parting = parting(&range);
        let (left, right) = (range.start..parting, parting..range.end);
        let is_left = !goes_left(parting);
        let (other, next) = if is_left { (left, right) } else { (right, left) };
        beside.push(Beside { is_left, range: other });
        range = next;
    }
    beside.reverse();
    (beside, range)
}

fn way_to_leaf(index: u64, size: u64) -> Vec<Beside> {
    let single = |range: &Range<u64>| range.end.saturating_sub(range.start) <= 1;
    way(size, single, |parting| index < parting).0
}

fn way_to_tree(earlier: u64, size: u64) -> (Vec<Beside>, Range<u64>) {
    way(size, |range| range.end <= earlier, |parting| earlier <= parting)
}

/// The ranges whose roots prove that leaf `index` is in the tree of a size (RFC 6962, section 2.1.1).
///
/// Empty when there is no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    if index >= size {
        return Vec::new();
    }
    way_to_leaf(index, size).into_iter().map(|it| it.range).collect()
}

/// The root of the tree of a size that has a leaf at `index`, as a proof says; none when the proof is
/// none of such a leaf.
pub fn root_by_inclusion(
    leaf: NodeHash,
    index: u64,
    size: u64,
    proof: &[NodeHash],
) -> Option<NodeHash> {
    if index >= size {
        return None;
    }
    let way = way_to_leaf(index, size);
    let up = |node, (beside, other): (&Beside, &NodeHash)| match beside.is_left {
        true => NodeHash::over(*other, node),
        false => NodeHash::over(node, *other),
    };
    (way.len() == proof.len()).then(|| way.iter().zip(proof).fold(leaf, up))
}

/// The ranges whose roots prove that the tree of a size continues the one of an earlier size
/// (RFC 6962, section 2.1.2).
///
/// Empty when there is nothing to prove: an earlier tree that is empty, as large, or larger.
pub fn consistency_ranges(earlier: u64, size: u64) -> Vec<Range<u64>> {
    if earlier == 0 || earlier >= size {
        return Vec::new();
    }
    let (beside, last) = way_to_tree(earlier, size);
    let first = (last.start > 0).then_some(last);
    first.into_iter().chain(beside.into_iter().map(|it| it.range)).collect()
}

/// Whether a proof shows that the tree of `later` root and size continues the `earlier` one.
pub fn is_consistent(earlier: (u64, NodeHash), later: (u64, NodeHash), proof: &[NodeHash]) -> bool {
    let ((earlier, old_root), (size, new_root)) = (earlier, later);
    if earlier == size {
        return old_root == new_root && proof.is_empty();
    }
    if earlier == 0 {
        return old_root == Frontier::default().root() && proof.is_empty();
    }
    if earlier > size {
        return false;
    }
    let (way, last) = way_to_tree(earlier, size);
    // The whole earlier tree may be one subtree of the later one: then it is not in the proof.
    let (first, rest) = match proof.split_first() {
        _ if last.start == 0 => (old_root, proof),
        Some((first, rest)) => (*first, rest),
        None => return false,
    };
    let up = |(old, new): (NodeHash, NodeHash), (beside, other): (&Beside, &NodeHash)| {
        if beside.is_left {
            (NodeHash::over(*other, old), NodeHash::over(*other, new))
        } else {
            (old, NodeHash::over(new, *other))
        }
    };
    way.len() == rest.len() && way.iter().zip(rest).fold((first, first), up) == (old_root, new_root)
}
