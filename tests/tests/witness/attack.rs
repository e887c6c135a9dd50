//! An attacker who owns the database and knows the program: whatever is changed, all hashes, the
//! head, the tree and the checkpoints are made to fit again. Only the key is missing.

use std::path::Path;

use mru_service::{
    storage::chain::{self, Entry},
    witness::{
        checkpoint::Checkpoint,
        keys::{KeyRecord, Signer},
        tree::Frontier,
    },
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, SqliteConnection};

/// What is done to the record.
#[derive(Clone, Copy, Debug)]
enum Change {
    Amount,
    Hour,
    Subject,
    DropTail,
    Drop,
    Exchange,
    Insert,
    Content,
}

const CHANGES: [Change; 8] = [
    Change::Amount,
    Change::Subject,
    Change::DropTail,
    Change::Drop,
    Change::Exchange,
    Change::Hour,
    Change::Insert,
    Change::Content,
];

/// What the attacker does about signatures.
#[derive(Clone, Copy, Debug)]
enum Signs {
    /// Leaves the checkpoints as they are.
    Nothing,
    /// Drops them all.
    DropsAll,
    /// Puts another key in the place of the first one, and signs all of them anew.
    ByAnotherKey,
}

/// An attack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attack {
    change: Change,
    signs: Signs,
    /// Entries after this one are changed…
    after: usize,
    /// …up to this one.
    until: usize,
    random: u64,
}

impl Attack {
    /// The attack of a seed on what `size` entries recorded.
    pub(crate) fn of(seed: u64, size: u64) -> Attack {
        let random = scramble(seed);
        let signs = [Signs::ByAnotherKey, Signs::DropsAll, Signs::Nothing];
        Attack {
            change: CHANGES[seed as usize % CHANGES.len()],
            signs: signs[(random >> 8) as usize % signs.len()],
            after: 0,
            until: size as usize,
            random,
        }
    }

    /// The attack on entries after one alone.
    pub(crate) const fn after(self, after: u64) -> Attack {
        Attack { after: after as usize, ..self }
    }

    /// The attack by who signs everything anew.
    pub(crate) const fn by_another_key(self) -> Attack {
        Attack { signs: Signs::ByAnotherKey, ..self }
    }

    /// A number below `end`, another one for each `salt`.
    fn pick(&self, salt: u64, end: usize) -> usize {
        scramble(self.random ^ salt) as usize % end
    }

    /// The index of an entry that the attack may change.
    fn index(&self, salt: u64) -> usize {
        self.after + self.pick(salt, self.until - self.after)
    }

    /// Rewrites a store, whole.
    pub(crate) async fn rewrite(&self, file: &Path) {
        let url = format!("sqlite://{}", file.display());
        let mut connection = SqliteConnection::connect(&url).await.expect("a store");
        let triggers = drop_triggers(&mut connection).await;
        let mut entries = entries(&mut connection).await;
        let before = entries.clone();
        self.change(&mut entries, &mut connection).await;
        let signer = Signer::generate().expect("a key");
        if matches!(self.signs, Signs::ByAnotherKey) {
            exchange_key(&mut entries, &signer);
        }
        let held = rechain(&mut entries);
        assert_ne!(entries, before, "{self:?} changed nothing");
        write(&mut connection, &before, &entries, &held).await;
        self.sign(&entries, &signer, &mut connection).await;
        for trigger in triggers {
            connection.execute(AssertSqlSafe(trigger)).await.expect("a trigger");
        }
        connection.execute("COMMIT").await.expect("committed");
        connection.close().await.expect("closed");
    }

    /// Changes entries, and what they cover.
    async fn change(&self, entries: &mut Vec<Entry>, connection: &mut SqliteConnection) {
        let at = self.index(1);
        match self.change {
            Change::Amount => self.change_document(entries, connection).await,
            Change::Hour => entries[at].recorded_at = String::from("2026-04-01T00:00:00.000Z"),
            Change::Subject => entries[at].subject.push('x'),
            Change::DropTail => entries.truncate(at),
            Change::Drop => {
                entries.remove(at);
            }
            Change::Exchange => {
                let other = (at + 1 + self.pick(2, self.until - 1)) % self.until;
                entries.swap(at, other);
            }
            Change::Insert => {
                let mut new = entries[at].clone();
                new.sequence = i64::MAX;
                new.subject = format!("new-{}", self.random);
                entries.insert(at, new);
            }
            Change::Content => entries[at].content_hash = chain::digest(&["other content"]),
        }
    }

    /// Changes the total of a document, and its hash in the entry.
    async fn change_document(&self, entries: &mut [Entry], connection: &mut SqliteConnection) {
        let documents: Vec<usize> =
            (0..self.until).filter(|at| entries[*at].kind == "document").collect();
        let entry = &mut entries[documents[self.pick(3, documents.len())]];
        let sql = format!(
            "UPDATE document SET total_cents = total_cents - 100, content = replace(content, '\"total_usd\":\"', '\"total_usd\":\"1') WHERE sequence = {} RETURNING number, issued_on, due_on, content, request_key, request_hash",
            entry.sequence
        );
        let row = connection.fetch_one(AssertSqlSafe(sql)).await.expect("a document");
        let parts: Vec<String> = (0..6).map(|column| row.get(column)).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        entry.content_hash = chain::digest(&parts);
    }

    /// Makes the checkpoints fit, as far as that goes without the key.
    async fn sign(&self, entries: &[Entry], signer: &Signer, connection: &mut SqliteConnection) {
        let sizes = connection.fetch_all("SELECT sequence FROM checkpoint ORDER BY sequence").await;
        let sizes: Vec<i64> = sizes.expect("sizes").iter().map(|row| row.get(0)).collect();
        if !matches!(self.signs, Signs::Nothing) {
            connection.execute("DELETE FROM checkpoint").await.expect("dropped");
        }
        let mut count = 0;
        let mut tree = Frontier::default();
        for entry in entries {
            tree.push(entry.leaf());
            if matches!(self.signs, Signs::ByAnotherKey) && sizes.contains(&entry.sequence) {
                count += 1;
                let (size, root) = (tree.size(), tree.root());
                let note = signer.sign(Checkpoint { origin: origin(entries), size, root });
                sqlx::query("INSERT INTO checkpoint (sequence, ordinal, note) VALUES ($1, $2, $3)")
                    .bind(entry.sequence)
                    .bind(count)
                    .bind(note.text())
                    .execute(&mut *connection)
                    .await
                    .expect("a checkpoint");
            }
        }
        let last = entries.last().map_or(String::new(), |last| last.hash.clone());
        let count = if matches!(self.signs, Signs::Nothing) { sizes.len() as i64 } else { count };
        sqlx::query("UPDATE head SET sequence = $1, hash = $2, frontier = $3, checkpoints = $4")
            .bind(entries.len() as i64)
            .bind(last)
            .bind(tree.written())
            .bind(count)
            .execute(connection)
            .await
            .expect("a head");
    }
}

/// A number that looks like chance (the finalizer of splitmix64).
fn scramble(seed: u64) -> u64 {
    let mut it = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    it ^ (it >> 31)
}

fn origin(entries: &[Entry]) -> String {
    let first = &entries[0];
    let id: String = first.hash.chars().skip(7).take(32).collect();
    format!("mru/{}", if first.kind == "store" { &first.subject } else { &id })
}

fn exchange_key(entries: &mut [Entry], signer: &Signer) {
    for entry in entries.iter_mut().filter(|entry| entry.kind == "key") {
        entry.subject = KeyRecord::first(signer.public()).written();
        entry.content_hash = chain::digest(&[&entry.subject]);
    }
}

/// Numbers and hashes of all entries, anew; returns the numbers that they had.
fn rechain(entries: &mut [Entry]) -> Vec<i64> {
    let mut previous = String::new();
    let mut held = Vec::new();
    for (number, entry) in (1..).zip(entries) {
        held.push(std::mem::replace(&mut entry.sequence, number));
        entry.previous_hash.clone_from(&previous);
        entry.hash = entry.computed_hash();
        previous.clone_from(&entry.hash);
    }
    held
}

/// Drops the triggers, and returns what makes them again.
async fn drop_triggers(connection: &mut SqliteConnection) -> Vec<String> {
    connection.execute("PRAGMA foreign_keys = OFF").await.expect("no foreign keys");
    connection.execute("BEGIN").await.expect("a transaction");
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid";
    let rows = connection.fetch_all(sql).await.expect("triggers");
    for row in &rows {
        let drop = format!("DROP TRIGGER {}", row.get::<String, _>(0));
        connection.execute(AssertSqlSafe(drop)).await.expect("dropped");
    }
    rows.iter().map(|row| row.get(1)).collect()
}

async fn entries(connection: &mut SqliteConnection) -> Vec<Entry> {
    let sql = "SELECT sequence, recorded_at, kind, subject, content_hash, previous_hash, hash FROM chain ORDER BY sequence";
    let rows = connection.fetch_all(sql).await.expect("entries");
    let entry = |row: &sqlx::sqlite::SqliteRow| Entry {
        sequence: row.get(0),
        recorded_at: row.get(1),
        kind: row.get(2),
        subject: row.get(3),
        content_hash: row.get(4),
        previous_hash: row.get(5),
        hash: row.get(6),
    };
    rows.iter().map(entry).collect()
}

/// Writes the entries, and moves the rows that they cover to their new numbers.
async fn write(
    connection: &mut SqliteConnection,
    before: &[Entry],
    entries: &[Entry],
    held: &[i64],
) {
    connection.execute("DELETE FROM chain").await.expect("dropped");
    for entry in entries {
        sqlx::query("INSERT INTO chain (sequence, recorded_at, kind, subject, content_hash, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(entry.sequence)
            .bind(&entry.recorded_at)
            .bind(&entry.kind)
            .bind(&entry.subject)
            .bind(&entry.content_hash)
            .bind(&entry.previous_hash)
            .bind(&entry.hash)
            .execute(&mut *connection)
            .await
            .expect("an entry");
    }
    for table in ["supplier", "account", "document", "event", "rate_card"] {
        for Entry { sequence, .. } in before {
            let new = held.iter().position(|held| held == sequence);
            let sql = match new {
                Some(at) => {
                    format!("UPDATE {table} SET sequence = -{} WHERE sequence = {sequence}", at + 1)
                }
                None => format!("DELETE FROM {table} WHERE sequence = {sequence}"),
            };
            connection.execute(AssertSqlSafe(sql)).await.expect("moved");
        }
        let sql = format!("UPDATE {table} SET sequence = -sequence WHERE sequence < 0");
        connection.execute(AssertSqlSafe(sql)).await.expect("moved");
    }
}
