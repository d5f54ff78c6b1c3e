//! Placing labels of a graph so that a person can read them: each connected part on its own by
//! springs, then boxes pushed apart until none overlap, then the parts side by side.
//!
//! Only additions, products and roots of doubles, from fixed starting places: the same graph gives
//! the same drawing on every machine.

/// Turns of the springs.
const TURNS: u32 = 300;
/// Turns of pushing boxes apart at most; it ends as soon as nothing overlaps.
const PUSHES: usize = 400;
/// How often boxes get more room, and how much.
const ROUNDS: usize = 40;
const MORE: f64 = 1.12;
/// Room between boxes, sideways and up.
const ROOM: (f64, f64) = (14.0, 16.0);
/// Room between parts.
const APART: f64 = 36.0;
/// Length a link would like.
const LINK: f64 = 110.0;
/// Length of the link of a pair.
const PAIR: f64 = 70.0;
/// Drawings are about this much wider than high.
const ASPECT: f64 = 1.5;

/// A label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Width of a page: narrower drawings leave it empty.
const PAGE: f64 = 860.0;

type Point = (f64, f64);

/// Middles of the boxes, and the size of the drawing, which starts at 0, 0.
pub fn place(boxes: &[Box], edges: &[(usize, usize)]) -> (Vec<Point>, Point) {
    let mut places = vec![(0.0, 0.0); boxes.len()];
    let mut parts: Vec<(Vec<usize>, Point)> = Vec::new();
    for part in components(boxes.len(), edges) {
        let within: Vec<(usize, usize)> = edges
            .iter()
            .filter_map(|&(a, b)| {
                Some((part.binary_search(&a).ok()?, part.binary_search(&b).ok()?))
            })
            .collect();
        let own: Vec<Box> = part.iter().map(|&node| boxes[node]).collect();
        let mut points = match own.as_slice() {
            // A pair reads best as a line of text.
            [a, b] => vec![(0.0, 0.0), ((a.width + b.width) / 2.0 + PAIR, 0.0)],
            _ => springs(own.len(), &within),
        };
        push_apart(&mut points, &own);
        let size = to_origin(&mut points, &own);
        for (&node, point) in part.iter().zip(points) {
            places[node] = point;
        }
        parts.push((part, size));
    }
    let size = pack(&parts, &mut places);
    (places, size)
}

/// Connected parts, largest first, then by their first node; nodes in order.
fn components(count: usize, edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..count).collect();
    fn find(root: &mut [usize], mut at: usize) -> usize {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for &(a, b) in edges {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root[a.max(b)] = a.min(b);
    }
    let mut parts: std::collections::BTreeMap<usize, Vec<usize>> =
        std::collections::BTreeMap::new();
    for node in 0..count {
        parts.entry(find(&mut root, node)).or_default().push(node);
    }
    let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
    parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part[0]));
    parts
}

/// Fruchterman and Reingold's springs.
fn springs(count: usize, edges: &[(usize, usize)]) -> Vec<Point> {
    // A fixed scatter: a full-period congruential generator.
    let mut state: u32 = 12_345;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24) - 0.5
    };
    #[expect(clippy::cast_precision_loss, reason = "few nodes")]
    let side = (count as f64).sqrt() * LINK;
    let mut points: Vec<Point> = (0..count).map(|_| (next() * side, next() * side)).collect();
    // Long chains would make large parts sprawl; small ones need no pull.
    #[expect(clippy::cast_precision_loss, reason = "few nodes")]
    let gravity = (count as f64 / 60.0).min(3.0);
    for turn in 0..TURNS {
        let heat = side * 0.1 * (1.0 - f64::from(turn) / f64::from(TURNS)) + 0.5;
        let mut pull = vec![(0.0, 0.0); count];
        for a in 0..count {
            for b in a + 1..count {
                let (dx, dy) = (points[a].0 - points[b].0, points[a].1 - points[b].1);
                let square = (dx * dx + dy * dy).max(0.01);
                let force = LINK * LINK / square;
                pull[a] = (pull[a].0 + dx * force, pull[a].1 + dy * force);
                pull[b] = (pull[b].0 - dx * force, pull[b].1 - dy * force);
            }
        }
        for &(a, b) in edges {
            let (dx, dy) = (points[a].0 - points[b].0, points[a].1 - points[b].1);
            let force = (dx * dx + dy * dy).sqrt() / LINK;
            pull[a] = (pull[a].0 - dx * force, pull[a].1 - dy * force);
            pull[b] = (pull[b].0 + dx * force, pull[b].1 + dy * force);
        }
        for (point, force) in points.iter().zip(&mut pull) {
            *force = (force.0 - point.0 * gravity, force.1 - point.1 * gravity);
        }
        for (point, (x, y)) in points.iter_mut().zip(pull) {
            let length = (x * x + y * y).sqrt().max(0.01);
            let step = length.min(heat) / length;
            *point = (point.0 + x * step, point.1 + y * step);
        }
    }
    // Labels are wide: a drawing that is wider than high gives them room.
    for point in &mut points {
        *point = (point.0 * ASPECT, point.1);
    }
    points
}

/// Pushes boxes apart until no two overlap; where they are too tight for that, gives them more room and
/// pushes again.
fn push_apart(points: &mut [Point], boxes: &[Box]) {
    for round in 0..ROUNDS {
        let turns = if round == 0 { PUSHES } else { PUSHES / 8 };
        if (0..turns).any(|_| push_once(points, boxes)) {
            return;
        }
        for point in points.iter_mut() {
            *point = (point.0 * MORE, point.1 * MORE);
        }
    }
    // Below each other they cannot overlap.
    let mut y = 0.0;
    for (point, one) in points.iter_mut().zip(boxes) {
        *point = (0.0, y);
        y += one.height + ROOM.1;
    }
}

/// Pushes each two boxes that overlap apart along the way that is shorter; whether there were none.
fn push_once(points: &mut [Point], boxes: &[Box]) -> bool {
    let mut still = true;
    for a in 0..points.len() {
        for b in a + 1..points.len() {
            let (dx, dy) = (points[b].0 - points[a].0, points[b].1 - points[a].1);
            let over_x = (boxes[a].width + boxes[b].width) / 2.0 + ROOM.0 - dx.abs();
            let over_y = (boxes[a].height + boxes[b].height) / 2.0 + ROOM.1 - dy.abs();
            if over_x <= 0.01 || over_y <= 0.01 {
                continue;
            }
            still = false;
            if over_x < over_y {
                let push = over_x / 2.0 * if dx < 0.0 { -1.0 } else { 1.0 };
                points[a].0 -= push;
                points[b].0 += push;
            } else {
                let push = over_y / 2.0 * if dy < 0.0 { -1.0 } else { 1.0 };
                points[a].1 -= push;
                points[b].1 += push;
            }
        }
    }
    still
}

/// Moves a part so that its boxes start at 0, 0; gives its size.
fn to_origin(points: &mut [Point], boxes: &[Box]) -> Point {
    let (mut left, mut top) = (f64::INFINITY, f64::INFINITY);
    let (mut right, mut bottom) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (point, one) in points.iter().zip(boxes) {
        left = left.min(point.0 - one.width / 2.0);
        right = right.max(point.0 + one.width / 2.0);
        top = top.min(point.1 - one.height / 2.0);
        bottom = bottom.max(point.1 + one.height / 2.0);
    }
    for point in points {
        *point = (point.0 - left, point.1 - top);
    }
    (right - left, bottom - top)
}

/// Puts parts in rows; gives the size of all.
fn pack(parts: &[(Vec<usize>, Point)], places: &mut [Point]) -> Point {
    let area: f64 = parts.iter().map(|(_, (w, h))| (w + APART) * (h + APART)).sum();
    let widest = parts.iter().map(|(_, (w, _))| *w).fold(0.0, f64::max);
    let limit = (area * ASPECT * 1.2).sqrt().max(widest).max(PAGE);
    let (mut x, mut y, mut row, mut width) = (0.0, 0.0, 0.0_f64, 0.0_f64);
    for (part, (part_width, part_height)) in parts {
        if x > 0.0 && x + part_width > limit {
            y += row + APART;
            (x, row) = (0.0, 0.0);
        }
        for &node in part {
            places[node] = (places[node].0 + x, places[node].1 + y);
        }
        x += part_width + APART;
        width = width.max(x - APART);
        row = row.max(*part_height);
    }
    (width, y + row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Many links among many labels once left no way but one below the other.
    #[test]
    fn a_dense_part_is_drawn_in_two_dimensions() {
        let boxes = vec![Box { width: 190.0, height: 20.0 }; 160];
        let edges: Vec<(usize, usize)> =
            (0..160).flat_map(|a| [1, 2, 7, 31, 54].map(|step| (a, (a + step) % 160))).collect();
        let (_, (width, height)) = place(&boxes, &edges);
        assert!(width > height * 0.5 && height > width * 0.1, "{width} by {height}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_two_labels_overlap_and_all_are_inside(
            widths in proptest::collection::vec(20.0f64..220.0, 1..40),
            ends in proptest::collection::vec((0usize..40, 0usize..40), 0..80),
        ) {
            let boxes: Vec<Box> = widths.iter().map(|&width| Box { width, height: 20.0 }).collect();
            let edges: Vec<(usize, usize)> = ends
                .into_iter()
                .map(|(a, b)| (a % boxes.len(), b % boxes.len()))
                .filter(|(a, b)| a != b)
                .collect();
            let (points, size) = place(&boxes, &edges);
            prop_assert_eq!(place(&boxes, &edges).0, points.clone());
            for a in 0..boxes.len() {
                prop_assert!(points[a].0 - boxes[a].width / 2.0 > -0.1);
                prop_assert!(points[a].0 + boxes[a].width / 2.0 < size.0 + 0.1);
                prop_assert!(points[a].1 + 10.0 < size.1 + 0.1);
                for b in a + 1..boxes.len() {
                    let apart_x = (points[a].0 - points[b].0).abs() * 2.0 >= boxes[a].width + boxes[b].width;
                    let apart_y = (points[a].1 - points[b].1).abs() >= 20.0;
                    prop_assert!(apart_x || apart_y, "{a} {b} {points:?}");
                }
            }
        }
    }
}
