### Words of DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).
### Keep every { $name }, every `code` and the marks of Markdown. Emoji stand where they stand in English. "You" is a moderator of a Discord server.

## Cards

# What a post is, in the footer of its card, with a capital letter where the language has them.
card-kind-image = Artwork
card-kind-literature = Literature
card-kind-video = Video
card-kind-journal = Journal
card-kind-status = Status update
card-kind-poll = Poll
card-kind-other = Deviation
# Behind the kind: the post has further pictures, which only its page shows.
card-several = first of several pictures
# Behind the kind and the folder, in the footer.
card-mature = Mature
# Behind that: the artist has given it a tag that says so.
card-ai = tagged as AI
# In place of a title.
card-untitled = Untitled
card-untitled-journal = Untitled journal
# In place of an artist's name.
card-unknown-artist = An artist on DeviantArt
card-locked-watchers = 🔒 Only those who watch this artist on DeviantArt can see this post.
card-locked-tier = 🔒 Only this artist's subscribers on DeviantArt can see this post.
card-locked-paid = 🔒 Only those who bought access to this artist's premium gallery on DeviantArt can see this post.
card-locked = 🔒 Not everybody can see this post: the artist has limited who may view it on DeviantArt.
# In place of the text of a post that became mature, and of one that was deleted, after it was sent.
card-veiled = 🔞 This post is marked as mature, so its picture and text are not shown here.
card-gone = This post is gone from DeviantArt.
# Titles: at most 256 characters, $artist has up to 150.
card-digest-title =
    { $count ->
        [one] 1 more new post by { $artist }
       *[other] { $count } more new posts by { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] 1 more new post: see the gallery on DeviantArt.
           *[other] { $count } more new posts: see the gallery on DeviantArt.
        }
       *[no] { $count ->
            [one] 1 new post: see the gallery on DeviantArt.
           *[other] { $count } new posts: see the gallery on DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] And 1 more by { $artist }
       *[other] And { $count } more by { $artist }
    }
card-list-title =
    { $count ->
        [one] 1 new post by { $artist }
       *[other] { $count } new posts by { $artist }
    }
# Begins the message of /test: "🧪 **card-test**: card-test-about"
card-test = Test
card-test-about = this is how new posts will look here.
# A post where no card can be shown: its title and its artist.
card-plain = { $title } by { $artist }
