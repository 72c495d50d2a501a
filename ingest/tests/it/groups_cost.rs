//! What a day of a whole group costs, in requests: the group's list against a request for each folder.

use crate::groups::Group;

/// Polls of a day at one in ten minutes.
const POLLS: usize = 144;
const FOLDERS: usize = 120;
/// Posts that members submit in a day.
const SUBMITTED: usize = 40;

#[tokio::test]
async fn a_day_of_a_whole_group_costs_a_twentieth_of_polling_its_folders() {
    let mut group = Group::new(FOLDERS, 3).await;
    let (mut spent, mut posts) = (0, Vec::new());
    for poll in 0..POLLS {
        while posts.len() * POLLS < SUBMITTED * (poll + 1) {
            posts.push(group.submit(posts.len() * 37 % FOLDERS, &format!("submission {}", posts.len())));
        }
        spent += group.poll().await;
        group.clock.advance(chrono::TimeDelta::minutes(9));
    }
    let each_folder = FOLDERS * POLLS;
    println!(
        "{POLLS} polls of {FOLDERS} folders with {SUBMITTED} posts: {spent} requests, {each_folder} by folder: {:.3}",
        spent as f64 / each_folder as f64
    );
    let published = group.stage.published();
    assert!(posts.iter().all(|post| published.get(&domain::id::PostId(*post)) == Some(&1)), "each was found, once");
    assert!(spent * 20 <= each_folder, "{spent} of {each_folder}");
}
