//! What was done to a sent message because its post changed, as `/why` tells it.

use crate::card::{Lines, markdown};
use domain::care::Cared;
use store::trace::Care;

/// Continues a sentence that says when the post was posted.
pub(crate) fn told(care: &Care) -> String {
    let at = format!("<t:{}:R>", care.at.timestamp());
    let why = care.note.as_deref().map(|note| format!(" ({})", markdown(note, Lines::One, 120, 200))).unwrap_or_default();
    match care.cared {
        Cared::Edited => format!("; I changed the message {at}, because the post had changed"),
        Cared::Veiled => format!("; I took its picture and text away {at}, because it is marked as mature and may not be shown there"),
        Cared::Struck => format!("; I struck it out {at}, because it is gone from DeviantArt"),
        Cared::RemovedMature => format!("; I removed the message {at}, because the post is marked as mature and may not be shown there"),
        Cared::RemovedGone => format!("; I removed the message {at}, because the post is gone from DeviantArt"),
        Cared::Missing => format!("; somebody had removed the message when I wanted to change it {at}"),
        Cared::Refused => format!("; the post changed since, but Discord lets me change the message no more{why}"),
        Cared::Waits => format!("; the post changed since, and I change the message as soon as Discord lets me{why}"),
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
