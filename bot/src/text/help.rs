//! The words of `/help`.

pub(crate) const fn title() -> &'static str {
    "New posts from DeviantArt, in your channels"
}

pub(crate) fn walk_through() -> String {
    "1\\. In the channel that is to get the posts, use `/watch` and type an artist's name.\n\
     2\\. From then on, every new post of that artist appears there, once and soon.\n\
     3\\. `/watches` shows what you have, `/unwatch` removes it.\n\n\
     Mature posts go to age-restricted channels only. Who may use these commands is set in \
     Server Settings \u{203a} Integrations; at first it is those who may manage the server."
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
