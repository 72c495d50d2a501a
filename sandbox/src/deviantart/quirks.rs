//! The vendor's habits that vary from answer to answer, year to year or source to source.

/// The text for an unknown user. Both wordings are reported: the first by GDL, the second by NIB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotFoundWording {
    /// `User not found.`
    #[default]
    Plain,
    /// `User "x" not found.`
    Quoted,
}

/// The answer of `deviation/{id}` for an id that is not (or no longer) known. No recorded body exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviationGone {
    /// 400 `invalid_request` "Deviation not found." (assumed).
    #[default]
    Status400,
    /// The same body with status 404 (assumed; older clients expect it).
    Status404,
    /// 200 with only `deviationid`, `printid` and `is_deleted: true` (FS README), for posts that once were.
    Stub,
}

/// The content type of JSON answers. Recorded once without and once with a charset for the same service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentTypes {
    /// By turns.
    #[default]
    Alternating,
    /// `application/json`
    Plain,
    /// `application/json; charset=utf-8`
    WithCharset,
}

/// How `gallery/folders` tells the sizes that `calculate_size` asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FolderSizes {
    /// As numbers (recorded).
    #[default]
    Numbers,
    /// As strings, as PHP may write any number.
    Strings,
    /// Not at all.
    Missing,
    /// As something that is no size.
    Nonsense,
}

/// Switches; change them at run time with [`super::World::quirks`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quirks {
    /// The text for an unknown user.
    pub not_found: NotFoundWording,
    /// The answer for an unknown deviation.
    pub deviation_gone: DeviationGone,
    /// The content type of JSON answers.
    pub content_types: ContentTypes,
    /// `published_time` as an integer, as in the answers of 2014 to 2016, instead of a string.
    pub integer_times: bool,
    /// Bad client credentials get a 302 to an HTML page instead of the documented JSON (TSH).
    pub invalid_client_redirects: bool,
    /// Status updates are missing from `user/profile/posts` (GDL commit b7d4b29cf: "several or even all").
    pub statuses_missing: bool,
    /// `user/profile/posts` ends with `has_more: true` and an empty `next_cursor` (GDL #6079).
    pub empty_cursor_at_end: bool,
    /// `user/statuses` and `user/statuses/{id}` answer; they have been withdrawn since 2024 (WIX-244).
    pub statuses_endpoint: bool,
    /// Mature posts are left out for anonymous viewers even with `mature_content=true` (WIX-175).
    pub mature_never_shown: bool,
    /// This many more calls of `user/friends/watch` succeed; then it says that they come too fast (WIX-264). None: no limit.
    pub watch_calls_left: Option<u32>,
    /// The old name of a renamed artist still answers. Whether the API does that is unknown; the website does.
    pub old_names_forward: bool,
    /// The sizes of folders.
    pub folder_sizes: FolderSizes,
    /// Seconds that the header `Date` is ahead of the machine's clock: what a client on a host whose clock is wrong sees, the other way round.
    pub date_offset: i64,
}
