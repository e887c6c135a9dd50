//! Roles are assumed: who asks with the id that the role asks for gets keys of its own.

use super::{Answer, World};

impl World {
    pub(super) fn assume(&mut self, who: &str, body: &str) -> Answer {
        let field = |name: &str| {
            let found = body.split('&').filter_map(|it| it.split_once('='));
            let mut found = found.filter(|(key, _)| *key == name);
            found.next().map(|(_, value)| decoded(value)).unwrap_or_default()
        };
        let role = field("RoleArn");
        self.seen.push(format!("STS {who} {role}"));
        let around = "ErrorResponse";
        if who == "EXPIRED" {
            let said = "The security token included in the request is expired";
            return self.refuse(403, "ExpiredToken", said, around);
        }
        if self.roles.get(&role) != Some(&field("ExternalId"))
            || field("RoleSessionName").is_empty()
        {
            let said = format!(
                "User: arn:aws:iam::111122223333:user/reader is not authorized to perform: sts:AssumeRole on resource: {role}"
            );
            return self.refuse(403, "AccessDenied", &said, around);
        }
        let account = role.split(':').nth(4).unwrap_or_default().to_owned();
        let body = format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
             <AssumedRoleUser><AssumedRoleId>AROA:mru</AssumedRoleId>\
             <Arn>arn:aws:sts::{account}:assumed-role/reader/mru</Arn></AssumedRoleUser>\
             <Credentials><AccessKeyId>ROLE{account}</AccessKeyId>\
             <SecretAccessKey>made up</SecretAccessKey><SessionToken>made up</SessionToken>\
             <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>\
             </AssumeRoleResponse>"
        );
        Answer::of(200, "content-type: text/xml\r\n", body.into_bytes())
    }
}

/// A value of a form.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
