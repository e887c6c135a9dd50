//! The 67 sizes a container can have.

use std::fmt;

use rust_decimal::Decimal;

/// A size of container: a pair of vCPU and memory that Fargate offers from 1 vCPU upwards.
///
/// # Units
///
/// vCPU, and GB of 1024 MB.
///
/// # Source
///
/// Domain table 4.1 (67 pairs), R29, R30; the same as AWS's table without its fractions.
///
/// # Example
///
/// ```
/// use mru_core::catalogue::compute::size::ContainerSize;
///
/// assert_eq!(ContainerSize::new(4, 30).unwrap().to_string(), "4x30");
/// assert!(ContainerSize::new(4, 31).is_none());
/// assert_eq!(ContainerSize::all().count(), 67);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContainerSize {
    vcpu: u32,
    memory_gb: u32,
}

/// One row of the table: for this many vCPU, memory from, to, and in steps of.
struct Row {
    vcpu: u32,
    from_gb: u32,
    to_gb: u32,
    step_gb: usize,
}

const TABLE: [Row; 5] = [
    Row { vcpu: 1, from_gb: 2, to_gb: 8, step_gb: 1 },
    Row { vcpu: 2, from_gb: 4, to_gb: 16, step_gb: 1 },
    Row { vcpu: 4, from_gb: 8, to_gb: 30, step_gb: 1 },
    Row { vcpu: 8, from_gb: 16, to_gb: 60, step_gb: 4 },
    Row { vcpu: 16, from_gb: 32, to_gb: 120, step_gb: 8 },
];

impl ContainerSize {
    /// Makes a size, or nothing when the pair is not offered.
    pub fn new(vcpu: u32, memory_gb: u32) -> Option<ContainerSize> {
        let offered = ContainerSize::memory_for(vcpu)?.any(|offered| offered == memory_gb);
        offered.then_some(ContainerSize { vcpu, memory_gb })
    }

    /// Makes a size from the numbers of a file.
    pub(crate) fn from_decimals(vcpu: Decimal, memory_gb: Decimal) -> Option<ContainerSize> {
        let whole =
            |number: Decimal| number.is_integer().then(|| u32::try_from(number).ok()).flatten();
        ContainerSize::new(whole(vcpu)?, whole(memory_gb)?)
    }

    /// Returns the memory sizes offered with a number of vCPU, or nothing for another number (V1).
    ///
    /// # Example
    ///
    /// ```
    /// use mru_core::catalogue::compute::size::ContainerSize;
    ///
    /// assert!(ContainerSize::memory_for(8).unwrap().take(3).eq([16, 20, 24]));
    /// assert!(ContainerSize::memory_for(3).is_none());
    /// ```
    pub fn memory_for(vcpu: u32) -> Option<impl Iterator<Item = u32> + Clone> {
        let row = TABLE.iter().find(|row| row.vcpu == vcpu)?;
        Some((row.from_gb..=row.to_gb).step_by(row.step_gb))
    }

    /// Describes the memory offered with a number of vCPU: `8…30`, or `16…60 in steps of 4`.
    pub(crate) fn memory_words(vcpu: u32, step_words: &str) -> Option<String> {
        let row = TABLE.iter().find(|row| row.vcpu == vcpu)?;
        let range = format!("{}…{}", row.from_gb, row.to_gb);
        Some(if row.step_gb == 1 { range } else { format!("{range} {step_words} {}", row.step_gb) })
    }

    /// Returns all sizes, smallest first.
    pub fn all() -> impl Iterator<Item = ContainerSize> {
        TABLE.iter().flat_map(|row| {
            (row.from_gb..=row.to_gb)
                .step_by(row.step_gb)
                .map(|memory_gb| ContainerSize { vcpu: row.vcpu, memory_gb })
        })
    }

    /// Number of vCPU.
    pub fn vcpu(self) -> u32 {
        self.vcpu
    }

    /// Memory in GB.
    pub fn memory_gb(self) -> u32 {
        self.memory_gb
    }
}

impl fmt::Display for ContainerSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.vcpu, self.memory_gb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_counts_of_the_documents() {
        let count = |vcpu| ContainerSize::all().filter(|size| size.vcpu == vcpu).count();
        assert_eq!([1, 2, 4, 8, 16].map(count), [7, 13, 23, 12, 12]);
    }

    #[test]
    fn steps_of_the_large_sizes_are_kept() {
        assert!(ContainerSize::new(8, 20).is_some());
        assert!(ContainerSize::new(8, 18).is_none());
        assert!(ContainerSize::new(16, 120).is_some());
        assert!(ContainerSize::new(16, 36).is_none());
        assert!(ContainerSize::new(3, 8).is_none());
    }
}
