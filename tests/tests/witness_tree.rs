//! The tree against a naive one written from RFC 6962, and against another crate.
//!
//! The naive tree is section 2.1 of the RFC word for word: MTH, PATH and PROOF over slices of leaves.
//! It shares nothing with the tree of the program but SHA-256.

use std::{cell::RefCell, collections::BTreeMap};

use ct_merkle::{ConsistencyProof, InclusionProof, mem_backed_tree::MemoryBackedTree};
use mru_service::witness::tree::{
    Frontier, NodeHash, RangeRoots, consistency_ranges, inclusion_ranges, is_consistent,
    root_by_inclusion,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

fn leaf(number: usize) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

/// The naive tree over `leaf(0)`, `leaf(1)`, …; roots of slices are remembered, since they recur.
#[derive(Default)]
struct Naive {
    roots: RefCell<BTreeMap<(usize, usize), [u8; 32]>>,
}

impl Naive {
    /// k of the RFC: the largest power of two smaller than n.
    fn split(n: usize) -> usize {
        (0..).map(|log| 1 << log).take_while(|k| *k < n).last().expect("n is at least 2")
    }

    /// MTH(D[from:to]).
    fn mth(&self, from: usize, to: usize) -> [u8; 32] {
        if let Some(root) = self.roots.borrow().get(&(from, to)) {
            return *root;
        }
        let root = match to - from {
            0 => Sha256::digest([]).into(),
            1 => Sha256::digest([&[0][..], &leaf(from)].concat()).into(),
            n => {
                let k = Naive::split(n);
                let (left, right) = (self.mth(from, from + k), self.mth(from + k, to));
                Sha256::digest([&[1][..], &left, &right].concat()).into()
            }
        };
        self.roots.borrow_mut().insert((from, to), root);
        root
    }

    /// PATH(m, D[from:to]).
    fn path(&self, m: usize, from: usize, to: usize) -> Vec<[u8; 32]> {
        if to - from == 1 {
            return Vec::new();
        }
        let k = Naive::split(to - from);
        let (mut path, other) = if m < k {
            (self.path(m, from, from + k), self.mth(from + k, to))
        } else {
            (self.path(m - k, from + k, to), self.mth(from, from + k))
        };
        path.push(other);
        path
    }

    /// SUBPROOF(m, D[from:to], b).
    fn subproof(&self, m: usize, from: usize, to: usize, b: bool) -> Vec<[u8; 32]> {
        let n = to - from;
        if m == n {
            return if b { Vec::new() } else { vec![self.mth(from, to)] };
        }
        let k = Naive::split(n);
        let (mut proof, other) = if m <= k {
            (self.subproof(m, from, from + k, b), self.mth(from + k, to))
        } else {
            (self.subproof(m - k, from + k, to, false), self.mth(from, from + k))
        };
        proof.push(other);
        proof
    }
}

fn roots(ranges: Vec<std::ops::Range<u64>>, size: usize) -> Vec<NodeHash> {
    let mut roots = RangeRoots::of(ranges);
    for number in 0..size {
        roots.push(NodeHash::of_leaf(&leaf(number)));
    }
    roots.finish().expect("all leaves were shown")
}

fn bytes(proof: &[NodeHash]) -> Vec<[u8; 32]> {
    proof.iter().map(|it| it.0).collect()
}

/// Three trees of one size.
struct Trees {
    naive: Naive,
    ours: Frontier,
    other: MemoryBackedTree<Sha256, Vec<u8>>,
}

impl Trees {
    fn of(size: usize) -> Trees {
        let mut trees = Trees {
            naive: Naive::default(),
            ours: Frontier::default(),
            other: MemoryBackedTree::new(),
        };
        (0..size).for_each(|_| trees.grow());
        trees
    }

    fn size(&self) -> usize {
        self.ours.size() as usize
    }

    fn grow(&mut self) {
        let leaf = leaf(self.size());
        self.ours.push(NodeHash::of_leaf(&leaf));
        self.other.push(leaf);
    }

    fn check_root(&self) {
        let root = self.ours.root().0;
        assert_eq!(root, self.naive.mth(0, self.size()), "size {}", self.size());
        if self.size() > 0 {
            assert_eq!(root[..], self.other.root().as_bytes()[..], "size {}", self.size());
        }
        let written = self.ours.written();
        assert_eq!(Frontier::read(&written, self.ours.size()), Some(self.ours.clone()));
        let longer = format!("{written}00");
        assert_eq!(Frontier::read(&longer, self.ours.size()), None);
    }

    fn check_inclusion(&self, index: usize) {
        let (size, at) = (self.ours.size(), index as u64);
        let proof = roots(inclusion_ranges(at, size), self.size());
        assert_eq!(bytes(&proof), self.naive.path(index, 0, self.size()), "{index} of {size}");
        let other = self.other.prove_inclusion(index);
        assert_eq!(bytes(&proof).concat(), other.as_bytes(), "{index} of {size}");
        let ours =
            InclusionProof::<Sha256>::try_from_bytes(bytes(&proof).concat()).expect("a proof");
        self.other.root().verify_inclusion(&leaf(index), at, &ours).expect("it holds");
        let root = |leaf, at, proof: &[NodeHash]| root_by_inclusion(leaf, at, size, proof);
        let hash = NodeHash::of_leaf(&leaf(index));
        assert_eq!(root(hash, at, &proof), Some(self.ours.root()));
        assert_ne!(root(NodeHash::of_leaf(b"x"), at, &proof), Some(self.ours.root()));
        assert_eq!(root(hash, size, &proof), None);
        for changed in changes(&proof) {
            assert_ne!(root(hash, at, &changed), Some(self.ours.root()), "{index} of {size}");
        }
    }

    fn check_consistency(&self, earlier: usize) {
        let size = self.ours.size();
        let mut old = Frontier::default();
        (0..earlier).for_each(|number| old.push(NodeHash::of_leaf(&leaf(number))));
        let proof = roots(consistency_ranges(earlier as u64, size), self.size());
        let expected = match earlier {
            0 => Vec::new(),
            _ => self.naive.subproof(earlier, 0, self.size(), true),
        };
        assert_eq!(bytes(&proof), expected, "{earlier} of {size}");
        let (then, now) = ((old.size(), old.root()), (size, self.ours.root()));
        assert!(is_consistent(then, now, &proof), "{earlier} of {size}");
        if earlier > 0 && earlier < self.size() {
            let other = self.other.prove_consistency(self.size() - earlier);
            assert_eq!(bytes(&proof).concat(), other.as_bytes(), "{earlier} of {size}");
            let ours = ConsistencyProof::<Sha256>::try_from_bytes(other.as_bytes().to_vec());
            let before = ct_merkle::RootHash::new(old.root().0.into(), old.size());
            let ours = ours.expect("a proof");
            self.other.root().verify_consistency(&before, &ours).expect("it holds");
        }
        let wrong = NodeHash::of_leaf(b"x");
        assert!(!is_consistent((then.0, wrong), now, &proof), "{earlier} of {size}");
        if earlier > 0 {
            assert!(!is_consistent(then, (size, wrong), &proof), "{earlier} of {size}");
        }
        for changed in changes(&proof) {
            assert!(!is_consistent(then, now, &changed), "{earlier} of {size}");
        }
    }
}

/// Proofs that are not the given one: a hash changed, one less, one more, two exchanged.
fn changes(proof: &[NodeHash]) -> Vec<Vec<NodeHash>> {
    let mut changes = vec![[proof, &[NodeHash::of_leaf(b"x")]].concat()];
    if let Some((_, shorter)) = proof.split_last() {
        changes.push(shorter.to_vec());
    }
    for at in 0..proof.len() {
        let mut changed = proof.to_vec();
        changed[at].0[at % 32] ^= 1;
        changes.push(changed);
    }
    if proof.len() > 1 {
        let mut exchanged = proof.to_vec();
        exchanged.swap(0, 1);
        changes.push(exchanged);
    }
    changes
}

/// Places that are unlike each other: the ends, the middle, and those around powers of two.
fn places(size: usize) -> Vec<usize> {
    if size <= 24 {
        return (0..size).collect();
    }
    let powers = (0..9).map(|log| 1 << log).flat_map(|it: usize| [it - 1, it, it + 1]);
    let mut places: Vec<usize> = powers.filter(|it| *it < size && size % 7 == it % 7).collect();
    places.extend([0, size / 2, size - 1]);
    places
}

#[test]
fn trees_of_up_to_300_entries_are_those_of_the_rfc() {
    let mut trees = Trees::of(0);
    for size in 0..=300 {
        trees.check_root();
        for place in places(size) {
            trees.check_inclusion(place);
            trees.check_consistency(place);
        }
        trees.check_consistency(size);
        trees.grow();
    }
}

/// RFC 6962 names the hash of the empty tree.
#[test]
fn the_empty_tree_has_the_hash_of_nothing() {
    let root = Frontier::default().root().to_hex();
    assert_eq!(root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert!(inclusion_ranges(0, 0).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn larger_trees_are_those_of_the_rfc(size in 301_usize..4_000, places in prop::collection::vec(0_usize..1_000, 2)) {
        let trees = Trees::of(size);
        trees.check_root();
        for place in places {
            let place = size * place / 1_000;
            trees.check_inclusion(place);
            trees.check_consistency(place);
        }
    }
}
