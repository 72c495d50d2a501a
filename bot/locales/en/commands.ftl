### Words of DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).
### Keep every { $name }, every `code` and the marks of Markdown. Emoji stand where they stand in English. "You" is a moderator of a Discord server.

## Commands

# What commands do: at most 100 characters, without a full stop. Words such as /export, 2h or cat OR dog are typed; keep them as they are.
command-watch = Post an artist's new DeviantArt posts in a channel
command-watches = List what is posted in this server
command-edit = Change what a watch posts, where it posts, and which role it mentions
command-unwatch = Stop posting an artist's posts
command-pause = Stop posting for a while, without removing anything
command-resume = Post again what was paused
command-move = Move watches to another channel, with what waits for them
command-channels = List channels that take no posts, and what waits for them
command-why = Tell what became of a post here, and why
command-status = Tell whether everything works here, and when each artist is checked
command-settings = Set the language, where problems are reported, the options of all watches, and more
command-export = Get this server's watches as a file
command-import = Add watches from a file of /export, or from a text file with one artist a line
command-forget = Erase everything that this bot knows of this server
command-preview = Show how an artist's latest post would look here, to you alone
command-test = Send the latest post to the channel of a watch, marked as a test
command-filter = Try a filter on an artist's last posts
command-help = How to use this bot
# In the menu of a message, at most 32 characters.
menu-change-this-watch = Change this watch
menu-why-is-this-here = Why is this here?

## Options of commands: at most 100 characters

option-artist = Only what this artist posts
option-channel = Only what is posted in this channel
option-watch-artist = Name on DeviantArt, or a link to the profile or to a gallery folder; several with commas between
option-watch-what = Which posts (default: everything)
option-watch-folder = Only this gallery folder; of a group one of its folders, or * for all
option-watch-channel = Where to post (default: here)
option-watch-mature = Mature posts too? (default: yes in an age-restricted channel, else no)
option-watch-ping = Role to mention with new posts, at most once in 10 minutes
option-watch-filter = Only posts with, for example: cat OR dog -sketch -is:ai (try it with /filter)
option-watch-style = How posts are shown (default: as cards)
option-watch-rhythm = When posts come (default: each at once)
option-watches-only = Only watches with problems, paused ones, or those that bring mature posts too
option-watches-page = Page of the list (default: the first)
option-edit-watch = Which to change: choose from the list, or type an artist's name
option-unwatch-watch = Which to remove: choose from the list, or type an artist's name or a #channel
option-pause-watch = Which to pause: choose from the list (default: all)
option-pause-for = How long: 2h, 3d, or a date like 2026-12-24 (default: until you use /resume)
option-resume-watch = Which to resume: choose from the list (default: all)
option-move-from = The channel that they post in now: choose from the list, or type #channel
option-move-to = The channel that gets the posts from now on
option-move-artist = Only what this artist posts (default: everything)
option-why-post = The post: paste its link, or choose its title
option-status-page = Page of the artists (default: the first)
option-settings-timezone = The server's time zone, for quiet hours, digests and dates: choose from the list, or type a city
option-import-file = The file: from /export, or with one artist a line
option-preview-artist = Name on DeviantArt, or a link to the profile
option-preview-what = Which posts (default: everything)
option-test-watch = Which to test: choose from the list, or type an artist's name
option-filter-artist = Name on DeviantArt, or a link to the profile
option-filter-text = The filter, for example: cat OR dog -sketch -is:ai
option-help-topic = A command to explain with its options (default: all, in short)

## Choices of options: at most 100 characters

choice-everything = Everything
choice-deviations = Deviations (artworks, literature, videos)
choice-journals = Journals
choice-status = Status updates and polls
choice-card = Card: picture and text
choice-compact = Compact: a line and a small picture
choice-link = Link only: Discord's own preview
choice-at = At once: each post by itself
choice-hourly = Hourly digest
choice-daily = Daily digest, at 9:00
choice-weekly = Weekly digest, on Mondays at 9:00
choice-problems = Problems
choice-paused = Paused
choice-mature = Mature
