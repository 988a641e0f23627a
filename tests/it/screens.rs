//! What the screen shows.

use crate::face::{Face, outage};

#[test]
fn look() {
    for (w, h) in [(160, 40), (120, 40), (80, 24)] {
        let face = Face::new(outage(), (w, h), "none");
        println!("{}", face.screen());
    }
    let mut face = Face::new(outage(), (80, 24), "none");
    println!("{}", face.keys("enter").screen());
    println!("{}", face.keys("enter").screen());
    println!("{}", face.keys("l").screen());
    println!("{}", face.keys("l l").screen());
    println!("{}", face.keys("l ?").screen());
    println!("{}", face.keys("esc :").screen());
    println!("{}", face.keys("esc y").screen());
    println!("{}", face.keys("esc e").screen());
}
