//! Relations by the bodies they name, so that a new one is compared with few of very many.

use rustc_hash::FxHashMap;

use crate::kb::v1::MemberRole;
use crate::pipeline::analysis::EntityIdx;

/// Numbers of relations by their members.
#[derive(Debug, Default)]
pub(super) struct ByMember {
    /// All that name a body.
    naming: FxHashMap<EntityIdx, Vec<u32>>,
    /// Each relation once: under the member that had the fewest when it came.
    under: FxHashMap<EntityIdx, Vec<u32>>,
}

type Members = [(MemberRole, EntityIdx)];

impl ByMember {
    /// Adds the relation `number`.
    pub fn add(&mut self, number: usize, members: &Members) {
        self.join(number, members);
        let count = |entity: &EntityIdx| self.under.get(entity).map_or(0, Vec::len);
        let rarest = members.iter().map(|(_, entity)| *entity).min_by_key(count);
        if let (Some(rarest), Ok(number)) = (rarest, u32::try_from(number)) {
            self.under.entry(rarest).or_default().push(number);
        }
    }

    /// Adds members to the relation `number`.
    pub fn join(&mut self, number: usize, members: &Members) {
        let Ok(number) = u32::try_from(number) else { return };
        for (_, entity) in members {
            let held = self.naming.entry(*entity).or_default();
            if held.last() != Some(&number) {
                held.push(number);
            }
        }
    }

    /// Relations among which are all that name each of `members`, in no order.
    pub fn naming_all<'m>(
        &self,
        members: impl Iterator<Item = &'m EntityIdx>,
    ) -> impl Iterator<Item = usize> {
        let lists = members.map(|entity| self.naming.get(entity).map_or(&[][..], Vec::as_slice));
        let shortest = lists.min_by_key(|list| list.len()).unwrap_or_default();
        shortest.iter().map(|&number| number as usize)
    }

    /// Relations among which are all that name none but `members`, in no order.
    pub fn within(&self, members: &Members) -> impl Iterator<Item = usize> {
        let lists = members.iter().filter_map(|(_, entity)| self.under.get(entity));
        lists.flatten().map(|&number| number as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_wider_and_narrower_ones() {
        let set = |entities: &[u32]| -> Vec<(MemberRole, EntityIdx)> {
            entities.iter().map(|&entity| (MemberRole::Partner, EntityIdx(entity))).collect()
        };
        let sets = [set(&[0, 1]), set(&[0, 2]), set(&[0, 1, 2]), set(&[0, 3]), set(&[3, 4])];
        let mut held = ByMember::default();
        sets.iter().enumerate().for_each(|(number, members)| held.add(number, members));
        held.join(1, &set(&[0, 2, 5]));
        let is_subset = |one: &Members, of: &Members| one.iter().all(|held| of.contains(held));
        for new in &sets {
            let entities = || new.iter().map(|(_, entity)| entity);
            for (number, members) in sets.iter().enumerate() {
                if is_subset(new, members) {
                    assert!(held.naming_all(entities()).any(|at| at == number));
                }
                if is_subset(members, new) {
                    assert!(held.within(new).any(|at| at == number));
                }
            }
        }
        // What everyone names is looked for under the rarer member.
        assert_eq!(held.naming_all([EntityIdx(0), EntityIdx(5)].iter()).collect::<Vec<_>>(), [1]);
        assert!(held.within(&set(&[3, 0])).count() < sets.len());
    }
}
