### Words of DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).
### Keep every { $name }, every `code` and the marks of Markdown. Emoji stand where they stand in English. "You" is a moderator of a Discord server.

## Inside sentences

# In place of a name that is empty.
format-nothing = (nothing)
format-no-name = (no name)

## What is wrong with a channel or a role

place-not-ready = Discord isn't telling me about this server's channels right now. Please try again in a minute.
place-ping-everyone = I never mention everyone. Choose a role for those who want to be told.
# The names of permissions as Discord's own settings show them in this language.
permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-send-messages-in-threads = Send Messages in Threads
permission-create-posts = Create Posts
permission-embed-links = Embed Links
permission-read-message-history = Read Message History
permission-connect = Connect
# $list: names of permissions, $count: how many.
place-missing =
    { $count ->
        [1] I can't post in { $place } yet. I need { $list } there: grant me it in the channel's settings, then try again.
       *[other] I can't post in { $place } yet. I need { $list } there: grant me them in the channel's settings, then try again.
    }
place-wrong-kind = Posts can't go to { $place }, because it holds no messages itself. Choose a text or announcement channel, a forum or a thread.
# $kinds: kinds of posts, as cards call them. The words in bold are a name.
place-needs-tag = Every post in { $place } needs a tag, and none of its tags fits { $kinds }. Add a tag named **DeviantArt** that everybody may use, then try again.
# $list and $last: names of permissions.
place-elsewhere = That channel isn't in this server, or I can't see it. If it's here, grant me { $list } and { $last } there, then try again.
# $list: the name of a permission.
place-hidden = You can't see { $place } ({ $list }), so you can't have posts sent there. Somebody who sees that channel can do this.
place-you-cannot-write = You can't write in { $place } ({ $list }), so you can't have posts sent there. Somebody who can, or who manages that channel or its webhooks, can do this.
# $link: an address between < and >; keep the round brackets.
place-not-invited = My commands are in this server, but I'm not. Somebody who manages the server can [invite me]({ $link }); then try again.
place-in-time-out = I'm in time-out in this server until { $until } and can't post before that. A moderator can end it; then try again.
place-not-in-thread = I'm not in the private thread { $place }. Mention me there to add me, then try again.
place-ping-managed = { $role } belongs to a bot or another integration, so nobody can have it. Choose a role that people can have.
place-ping-not-allowed = You can't mention { $role } in { $place }. Somebody who can mention all roles there can do this, or make the role mentionable in the server's settings.
# The words in bold are the name of a permission in Discord's settings.
place-bot-cannot-ping = I can't mention { $role } in { $place }. Make the role mentionable in the server's settings, or grant me **Mention @everyone, @here, and All Roles** in that channel.

## /watch

watch-again = Try again
watch-check = Check again
watch-without-folder = Without the folder
watch-leave-out = Leave out mature posts
# Buttons: what becomes of mature posts.
watch-veil = Card without picture
watch-elsewhere = Mature channel
watch-choose-channel = Choose another channel
watch-choose-role = Choose a role to mention
watch-folder-holds-deviations = Folders only hold deviations. Leave out `folder`, or set `what` to deviations.
watch-posts-everything = artworks, journals and status updates
watch-posts-deviations = artworks, literature and videos
watch-posts-journals = journals
watch-posts-statuses = status updates and polls
# Above a menu, at most 150 characters.
watch-choose-folder = Choose a folder
watch-choose-folder-page = Choose a folder (page { $page } of { $pages })
# $kinds: one of watch-posts-...; $ping: "none", or a role.
watch-added =
    { $ping ->
        [none] ✅ New posts by { $artist } will now appear in { $place }: { $kinds }.
       *[other] ✅ New posts by { $artist } will now appear in { $place } and mention { $ping }: { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ New deviations in the folder { $folder } by { $artist } will now appear in { $place }.
       *[other] ✅ New deviations in the folder { $folder } by { $artist } will now appear in { $place } and mention { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ New deviations in all folders of the group { $group } will now appear in { $place }.
       *[other] ✅ New deviations in all folders of the group { $group } will now appear in { $place } and mention { $ping }.
    }
watch-filtered = Only those that { $filter } lets through.
watch-from-now-on = You'll get new posts from now on. `/unwatch` stops them.
watch-mature-included = Mature posts are included.
watch-mature-veiled = Mature posts appear without picture and text while { $place } isn't age-restricted.
watch-mature-elsewhere = Mature posts go to the server's channel for them.
watch-mature-left-out = Mature posts are left out, as you asked.
watch-mature-not-restricted = Mature posts are left out because { $place } is not age-restricted.
# $watch: an artist and which posts, such as "**Name**, journals".
watch-duplicate = { $place } already gets this: { $watch }. It can be changed instead.
# `ping`, `folder` and `what` are options of the command; keep them as they are.
watch-adds-nothing-everything = { $place } already gets everything by { $artist }, so this would add nothing. To mention a role with some of the posts, use `ping`.
watch-adds-nothing-deviations = { $place } already gets all deviations by { $artist }, so this would add nothing. To mention a role with some of the posts, use `ping`.
watch-adds-nothing-journals = { $place } already gets all journals by { $artist }, so this would add nothing. To mention a role with some of the posts, use `ping`.
watch-adds-nothing-statuses = { $place } already gets all status updates by { $artist }, so this would add nothing. To mention a role with some of the posts, use `ping`.
watch-too-many =
    { $count ->
        [one] This server has 1 watch, the most it can have. Remove one with `/unwatch`, then try again.
       *[other] This server has { $count } watches, the most it can have. Remove one with `/unwatch`, then try again.
    }
# A button below it.
watch-idle = Show the oldest idle ones
watch-not-served = The people who run this bot have decided not to post { $artist } here. Please ask them if you think that is a mistake.
watch-not-a-name = { $typed } isn't a name that DeviantArt uses. Type the name from the profile's address, or paste the address, for example `https://www.deviantart.com/name`.
watch-other-site = { $typed } isn't a DeviantArt address. I can only watch artists on DeviantArt.
# $shows: one of the messages page-...
watch-page = That link shows { $shows }, not an artist on DeviantArt. Open the artist's page and paste its link.
watch-post-by-number = That link doesn't tell whose post it is, and DeviantArt won't tell me. Open the post, click the artist's name, and paste that page's link.
watch-folder-by-number = That link has only the folder's number, which DeviantArt won't look up for me. Open the folder on DeviantArt and paste that page's link, or choose the `folder` from its menu.
watch-several-artists = Those links lead to several artists on DeviantArt. Paste the link of one of them.
watch-unknown-artist = I couldn't find { $name } on DeviantArt.
watch-did-you-mean = Did you mean { $names }?
watch-spelling-link = Check the spelling: does { $link } open in your browser?
watch-spelling = Check the spelling: it's the name in the profile's address.
watch-not-known-here = I don't know { $name } yet, and I can't look up new artists because I run without access to DeviantArt. Please tell the person who runs this bot.
watch-group-without-folders = { $group } is a group without folders yet. If you watch the whole group, what comes into its folders later will appear.
watch-group = { $group } is a group. Which of its folders?
# In a menu, before the folders; also what somebody may type.
watch-whole-group = The whole group
watch-group-holds-deviations = From the group { $group } I see only the deviations in its folders. Leave out `what`, or set it to deviations.
watch-unknown-folder = { $artist } has no folder called { $typed }.
watch-no-folders = It shows no folders.
watch-folders = Its folders: { $names }.
watch-ambiguous-folder = { $artist } has several folders called { $typed }: { $names }. Which of them?
watch-not-age-restricted = { $place } isn't age-restricted, so mature posts can't go there. Age-restrict it in the channel's settings (a thread follows its channel), choose another channel, or leave mature posts out.
watch-no-mature-channel = This server has no channel for mature posts yet. Choose one in `/settings`.
watch-mature-channel-open = { $place } isn't age-restricted, so it can't be the channel for mature posts. Age-restrict it in the channel's settings, or choose another one in `/settings`.

# What a link shows, inside watch-page.
page-account-settings = account settings
page-chat = a chat
page-comments = comments
page-deviantarts-front-page = DeviantArt's front page
page-download = a download
page-embedded-post = an embedded post
page-feed = your own feed
page-feed-without-an-artist = a feed without an artist
page-forum = the forum
page-help-page = a help page
page-image-file = an image file
page-list-of-groups = a list of groups
page-list-of-posts-by-many-artists = a list of posts by many artists
page-messages = your own messages
page-page-about-deviantart = a page about DeviantArt
page-page-about-memberships = a page about memberships
page-page-for-developers = a page for developers
page-page-to-sign-in = a page to sign in
page-page-to-sign-up = a page to sign up
page-part-of-the-sites-machinery = part of the site's machinery
page-private-upload = a private upload
page-random-post = a random post
page-search = a search
page-shop = the shop
page-status-update-without-its-artist = a status update without its artist
page-tag = a tag
page-tool = a tool
page-topic = a topic
page-way-to-another-page = a way to another page

## /watch with several artists

several-retry = Retry the failed
several-nothing-added = Nothing was added.
several-away = DeviantArt can't be asked right now. What you watch keeps coming; please try again in a few minutes.
several-too-many = That's { $count } artists, and I can add up to { $most } at once. Please use `/watch` again for the rest.
# $kinds: one of watch-posts-...; $ping: "none", or a role.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ New posts by 1 artist will now appear in { $place }: { $kinds }.
           *[other] ✅ New posts by { $count } artists will now appear in { $place }: { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ New posts by 1 artist will now appear in { $place } and mention { $ping }: { $kinds }.
           *[other] ✅ New posts by { $count } artists will now appear in { $place } and mention { $ping }: { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ New posts by 1 artist will now appear in { $place }.
           *[other] ✅ New posts by { $count } artists will now appear in { $place }.
        }
       *[other] { $count ->
            [one] ✅ New posts by 1 artist will now appear in { $place } and mention { $ping }.
           *[other] ✅ New posts by { $count } artists will now appear in { $place } and mention { $ping }.
        }
    }
several-already-there = ⚠️ { $name } is already there.

## When something is in the way

trouble-store = This is temporarily unavailable. What you watch keeps coming; please try again in a minute.
trouble-deviantart-slow = DeviantArt took too long to answer. What you watch keeps coming; please try again in a minute.
trouble-bug = Something went wrong on my side, and it has been logged. What you watch keeps coming; please try again in a minute.
trouble-not-understood = Discord sent something that this version of the bot does not understand, so nothing was done. Please try again; if that doesn't help, ask the person who runs the bot to update it.
trouble-options = I couldn't read one of the options. Use the command again and choose from Discord's menus.
trouble-old-command = This command has changed. Reload Discord (Ctrl+R), then use it again.
trouble-guild-only = This works in servers only.
trouble-not-allowed = You need **Manage Server** for this.
trouble-slow-down = That was quick. Please wait a few seconds, then try again.
trouble-limited-person = You've looked up many artists in the last minute. What you watch keeps coming; please try again { $within }.
trouble-limited-server = This server has looked up many artists in the last minute. What you watch keeps coming; please try again { $within }.
# These three are the $within of other messages.
trouble-in-a-second = in a second
trouble-in-seconds = in { $count } seconds
trouble-in-minutes = in { $count } minutes
trouble-inactive = The DeviantArt account { $name } is deactivated, so nothing new will be posted there.
trouble-blocked = DeviantArt doesn't show the profile { $name } to bots, so it can't be watched.
trouble-throttled = DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again in a few minutes.
trouble-paused = DeviantArt has asked this bot to slow down. What you watch keeps coming; please try again { $within }.
trouble-edge = DeviantArt is turning this bot away for a while, so { $name } couldn't be looked up. What you watch keeps coming; please try again { $within }.
trouble-busy = Many artists are being looked up right now, and { $name } has to wait its turn. What you watch keeps coming; please try again { $within }.
trouble-unreachable = DeviantArt can't be reached right now, so { $name } couldn't be looked up. What you watch keeps coming; please try again in a few minutes.
trouble-login = DeviantArt is refusing the bot's login; please tell the person who runs this bot.
trouble-no-name = DeviantArt doesn't take { $name } for a name. Check that it's the one in the profile's address.

## /preview and /test

preview-preview = Preview
preview-several = Several watches fit that. Choose one from the list that appears while you type.
preview-rejected = Discord doesn't accept the card of that post, so I can't show it. New posts whose card isn't accepted come as a link.
preview-note = This is how the latest post would look. Only you can see this.
preview-left-out = A later one is mature, so it isn't shown here.
# **Preview** is the button preview-preview.
preview-group = { $name } is a group. Use `/watch` with it or one of its folders, then choose **Preview** below the answer.
preview-nothing = I found no post by { $name } that could be shown here. The next one comes when it is published.
preview-sent = ✅ The latest post by { $artist } is in { $place }, marked as a test: { $link }. It mentions nobody and counts as nothing.
preview-sent-somewhere = ✅ The latest post by { $artist } is in { $place }, marked as a test. It mentions nobody and counts as nothing.
preview-refused = Discord doesn't let me post in { $place }. Check what I may do in that channel, then try again.
preview-unsure = Discord didn't confirm the test. Look into { $place } before you try again.
# $within: trouble-in-a-second and the messages below it.
preview-wait = Discord asks me to wait. Please try again { $within }.
preview-too-fast = This server has sent several tests in the last minute. Please try again { $within }.

## Filters

filter-button = Filter
filter-edit = Edit
filter-back = Back
filter-form = Filter
filter-label = Only posts with (empty: all posts)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt doesn't say which folder a new post of a whole gallery is in. To get only a folder, choose it with `folder` when you use `/watch`.
filter-unset = ✅ From now on there is no filter.
# Below a filter with a mistake. $example: a filter that is right.
filter-right = This would be right: { $example }
filter-empty = This filter says nothing.
filter-too-long = This filter has { $length } characters, and the most is { $most }. What is marked is too much.
filter-open-quote = The quotation mark has no partner.
filter-open-regex = The pattern between slashes is empty or has no slash at its end.
# $why: in English.
filter-bad-regex = I can't read the pattern between the slashes: { $why }.
filter-large-regex = The pattern between the slashes is too large, or there are more than { $most } of them.
filter-lone-minus = A minus sign leaves something out, and it doesn't say what.
filter-lone-hash = A # needs a tag right behind it.
filter-lone-or = OR stands between two things, either of which will do.
# `kind:`, `is:`, `folder:` and OR are words of filters in every language.
filter-unknown-field = Before a colon I only know `kind:`, `is:` and `folder:`. Put the words in quotation marks to look for them in titles.
filter-unknown-kind = That is no kind of post. The kinds are: { $kinds }.
filter-unknown-is = I can't tell whether a post is that. What I can tell: { $words }.
filter-no-word = There is no word in that.
filter-of-group = { $group } is a group, and its posts are by its members. Try the filter on one of them.
filter-no-posts = { $artist } has no posts yet, so there is nothing to try the filter on.
filter-title = { $artist }: what { $filter } lets through
# Behind a post: which word of the filter let it through or left it out.
filter-by = by { $word }
filter-nothing-leaves-out = nothing leaves it out
filter-no-tags = I couldn't get its tags
filter-footer = { $passing } of the last { $all } posts pass
filter-set = ✅ From now on only posts that { $filter } lets through appear.

## The form of a template: its name and its field's have at most 45 characters.

template-button = Own line
template-form = A line for each post
template-label = The line (empty: cards)
# $length, $most: characters.
template-too-long = This template has { $length } characters, and the most is { $most }. What is marked is too much.
template-lines = A template is one line.
template-open-brace = This brace has no match.
# $fields: all that it can name, as a list.
template-unknown-field = Between the braces I only know { $fields }.
template-twice = Each field can appear only once.
# $title, $url: as they are typed, as code.
template-no-post = Without { $title } or { $url } nobody could tell which post it is about.
# $template: as it was typed, as code.
template-set = ✅ From now on each post appears as a line: { $template }.
# Where the template does not name it.
template-address = The post's address follows at its end.
template-unset = ✅ From now on posts appear as cards.
