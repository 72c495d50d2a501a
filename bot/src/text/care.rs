//! What was done to a sent message because its post changed, as `/why` tells it.

use super::format::ago;
use crate::card::{Lines, markdown};
use crate::language::say;
use domain::care::Cared;
use store::trace::Care;

/// Continues a sentence that says when the post was posted.
pub(crate) fn told(care: &Care) -> String {
    let at = ago(care.at);
    let said = match care.cared {
        Cared::Edited => say!("why-care-edited", at = at),
        Cared::Veiled => say!("why-care-veiled", at = at),
        Cared::Struck => say!("why-care-struck", at = at),
        Cared::RemovedMature => say!("why-care-removed-mature", at = at),
        Cared::RemovedGone => say!("why-care-removed-gone", at = at),
        Cared::Missing => say!("why-care-missing", at = at),
        Cared::Refused => say!("why-care-refused"),
        Cared::Waits => say!("why-care-waits"),
    };
    let failed = matches!(care.cared, Cared::Refused | Cared::Waits);
    match care.note.as_deref().filter(|_| failed) {
        Some(why) => format!("; {said} ({})", markdown(why, Lines::One, 120, 200)),
        None => format!("; {said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;

    #[test]
    fn each_change_has_its_sentence() {
        let care = |cared, note: Option<&str>| Care { cared, note: note.map(str::to_owned), at: Timestamp::UNIX_EPOCH };
        let words = [Cared::Edited, Cared::Veiled, Cared::Struck, Cared::RemovedMature, Cared::RemovedGone, Cared::Missing];
        let told: Vec<String> = words.map(|cared| super::told(&care(cared, None))).into();
        let failed: Vec<String> = [Cared::Refused, Cared::Waits].map(|cared| super::told(&care(cared, Some("Missing *Access*")))).into();
        insta::assert_snapshot!([told, failed].concat().join("\n"), @r"
        ; I changed the message <t:0:R>, because the post had changed
        ; I took its picture and text away <t:0:R>, because it is marked as mature and may not be shown there
        ; I struck it out <t:0:R>, because it is gone from DeviantArt
        ; I removed the message <t:0:R>, because the post is marked as mature and may not be shown there
        ; I removed the message <t:0:R>, because the post is gone from DeviantArt
        ; somebody had removed the message when I wanted to change it <t:0:R>
        ; the post changed since, but Discord lets me change the message no more (Missing \*Access\*)
        ; the post changed since, and I change the message as soon as Discord lets me (Missing \*Access\*)
        ");
    }
}
