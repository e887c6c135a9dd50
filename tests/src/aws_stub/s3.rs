//! Objects of S3, one by one. Nobody may list a bucket here.

use super::{Answer, World};

impl World {
    pub(super) fn object(&mut self, who: &str, line: &str, headers: &str) -> Answer {
        let path = line.split(' ').nth(1).unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let object = path.trim_start_matches('/').replace("%3D", "=");
        self.seen.push(format!("S3 {who} {object}"));
        match who {
            "nobody" => return self.refuse(403, "AccessDenied", "Access Denied", ""),
            "UNKNOWN" => {
                let said = "The AWS Access Key Id you provided does not exist in our records.";
                return self.refuse(403, "InvalidAccessKeyId", said, "");
            }
            "EXPIRED" => {
                let said = "The provided token has expired.";
                return self.refuse(400, "ExpiredToken", said, "");
            }
            _ => {}
        }
        let is_read = line.starts_with("GET ") && !query.contains("list-type");
        if who == "DENIED" || !is_read || !object.contains('/') {
            return self.refuse(403, "AccessDenied", "Access Denied", "");
        }
        let Some(bytes) = self.objects.get(&object).cloned() else {
            return if self.says_absent {
                self.refuse(404, "NoSuchKey", "The specified key does not exist.", "")
            } else {
                self.refuse(403, "AccessDenied", "Access Denied", "")
            };
        };
        let tag = format!("\"{:x}-{}\"", sum(&bytes), bytes.len());
        let asked = headers.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("if-match").then(|| value.trim().to_owned())
        });
        if asked.is_some_and(|asked| asked != tag) {
            let said = "At least one of the pre-conditions you specified did not hold";
            return self.refuse(412, "PreconditionFailed", said, "");
        }
        let breaks = self.breaks.get_mut(&object).filter(|left| **left > 0);
        let breaks = breaks.map(|left| *left -= 1).is_some();
        if let Some(new) = self.delivered_again.remove(&object) {
            self.objects.insert(object, new);
        }
        let mut more = format!("etag: {tag}\r\ncontent-type: binary/octet-stream\r\n");
        if self.wrong_checksums {
            more += "x-amz-checksum-sha256: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n";
        }
        let mut answer = Answer::of(200, &more, bytes);
        if breaks {
            answer.sent /= 2;
        }
        answer
    }
}

/// Tells bytes apart, as a tag does.
fn sum(bytes: &[u8]) -> u64 {
    let next = |sum: u64, byte: &u8| sum.rotate_left(5).wrapping_add(u64::from(*byte));
    bytes.iter().fold(7, next)
}
