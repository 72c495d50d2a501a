//! What a channel is told when nobody knows what was announced in it.

/// `why` is ours or Discord's own sentence.
pub(crate) fn held(why: &str) -> String {
    let why = crate::card::markdown(why, crate::card::Lines::One, 200, 400);
    format!(
        "I do not know which of some older posts I have announced here already, because {why}. So that none comes twice I hold them back; \
         posts from now on arrive as usual.\n\
         Let me read this channel's message history, and I look again within the hour: what is missing is then posted."
    )
}
