//! The words of `/help`.

pub(crate) const fn title() -> &'static str {
    "New posts from DeviantArt, in your channels"
}

pub(crate) fn walk_through() -> String {
    "1\\. Go to the channel that should get the posts, use `/watch` and type an artist's name.\n\
     2\\. From then on, every new post by that artist appears there, once and soon.\n\
     3\\. `/watches` lists what you watch, `/unwatch` ends it.\n\n\
     Mature posts only go to age-restricted channels. You set who may use these commands in \
     Server Settings \u{203a} Integrations; at first, everybody with Manage Server may."
        .to_owned()
}

pub(crate) fn command(name: &str) -> String {
    format!("/{name}")
}

pub(crate) fn about(description: &str, options: &[String]) -> String {
    let mut lines = vec![format!("{description}.")];
    lines.extend_from_slice(options);
    lines.join("\n")
}

pub(crate) fn option(name: &str, description: &str, required: bool) -> String {
    let mark = if required { "" } else { " (optional)" };
    format!("`{name}`{mark}: {description}")
}
