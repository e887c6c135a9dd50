//! Arbitrary numbers, one after the other: fewer and smaller ones make a simpler case.

/// Takes one arbitrary number after the other; zeros when there are none left.
#[derive(Debug)]
pub struct Choices<'a> {
    left: std::slice::Iter<'a, u32>,
}

impl<'a> Choices<'a> {
    /// Begins with the first.
    pub fn new(numbers: &'a [u32]) -> Choices<'a> {
        Choices { left: numbers.iter() }
    }

    /// One of `0..count`.
    pub fn below(&mut self, count: u32) -> u32 {
        self.left.next().copied().unwrap_or(0) % count
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let at = self.below(u32::try_from(list.len()).expect("few"));
        list[usize::try_from(at).expect("few")]
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == times - 1
    }
}
