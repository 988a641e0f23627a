//! The natives behind rewritten paths, and `delpaths`.

use jaq_core::box_iter::box_once;
use jaq_core::native::{Fun, v};
use jaq_core::{Error, Exn, Native, ValT as _, ValX, ValXs};
use jaq_json::{Map, Rc, Val};

use super::program::Data;

type Result<T> = std::result::Result<T, Error<Val>>;

/// An index that an array is grown to at most; jq has a limit too.
const LARGEST_INDEX: usize = 1 << 20;

/// All of them.
pub(super) fn all() -> Vec<Fun<Data>> {
    vec![
        ("delpaths", v(1), delpaths_native()),
        ("__index", v(1), index_native()),
        ("__index_optional", v(1), optional_native()),
    ]
}

fn delpaths_native() -> Native<Data> {
    Native::new(|mut cv| {
        let paths = cv.0.pop_var();
        box_once(delete_all(cv.1, &paths).map_err(Exn::from))
    })
}

fn index_native() -> Native<Data> {
    Native::new(|mut cv| {
        let key = cv.0.pop_var();
        box_once(index(cv.1, &key).map_err(Exn::from))
    })
    .with_paths(|mut cv| {
        let key = cv.0.pop_var();
        let (value, path) = cv.1;
        let found = index(value, &key).map(|value| (value, path.cons(key)));
        box_once(found.map_err(Exn::from))
    })
    .with_update(|mut cv, f| {
        let key = cv.0.pop_var();
        box_once(update(cv.1, &key, &f))
    })
}

/// With `?`: nothing instead of a failure.
fn optional_native() -> Native<Data> {
    Native::new(|mut cv| {
        let key = cv.0.pop_var();
        Box::new(index(cv.1, &key).ok().map(Ok).into_iter())
    })
    .with_paths(|mut cv| {
        let key = cv.0.pop_var();
        let (value, path) = cv.1;
        let found = index(value, &key).ok();
        Box::new(found.map(|value| Ok((value, path.cons(key)))).into_iter())
    })
    .with_update(|mut cv, f| {
        let (key, value) = (cv.0.pop_var(), cv.1);
        match index(value.clone(), &key) {
            Ok(_) => box_once(update(value, &key, &f)),
            Err(_) => box_once(Ok(value)),
        }
    })
}

/// `value[key]`: null has every key, and every key is null.
fn index(value: Val, key: &Val) -> Result<Val> {
    match (&value, key) {
        (Val::Null, Val::TStr(_) | Val::Num(_) | Val::Null) => Ok(Val::Null),
        (Val::Obj(_), Val::TStr(_)) | (Val::Arr(_), _) => value.index(key),
        _ => Err(cannot_index(&value, key)),
    }
}

/// `value[key] |= f`: what is missing is made, an empty `f` takes the key out.
fn update<'a>(value: Val, key: &Val, f: &dyn Fn(Val) -> ValXs<'a, Val>) -> ValX<'a, Val> {
    let first = |old: Val| f(old).next().transpose();
    match (value, key) {
        (Val::Null, Val::TStr(_)) => update(Val::obj(Default::default()), key, f),
        (Val::Null, Val::Num(_)) => update(Val::Arr(Default::default()), key, f),
        (Val::Obj(mut object), Val::TStr(_)) => {
            let members = Rc::make_mut(&mut object);
            let old = members.get_mut(key).map(std::mem::take);
            let had = old.is_some();
            match first(old.unwrap_or_default())? {
                Some(new) => drop(members.insert(key.clone(), new)),
                None if had => drop(members.shift_remove(key)),
                None => {}
            }
            Ok(Val::Obj(object))
        }
        (Val::Arr(mut array), Val::Num(number)) if number.as_isize().is_some() => {
            let items = Rc::make_mut(&mut array);
            let at = position(items.len(), number.as_isize().unwrap_or(0))?;
            let old = items.get_mut(at).map(std::mem::take).unwrap_or_default();
            match first(old)? {
                Some(new) => {
                    items.resize(items.len().max(at + 1), Val::Null);
                    items[at] = new;
                }
                None if at < items.len() => drop(items.remove(at)),
                None => {}
            }
            Ok(Val::Arr(array))
        }
        (value, _) => Err(Exn::from(cannot_index(&value, key))),
    }
}

/// Where index `at` of an array is that is to be written; negative ones count from the end.
fn position(length: usize, at: isize) -> Result<usize> {
    let from_end = length.checked_sub(at.unsigned_abs());
    let at = match usize::try_from(at) {
        Ok(at) => at,
        Err(_) => from_end.ok_or_else(|| Error::str("out of bounds negative array index"))?,
    };
    if at > LARGEST_INDEX {
        return Err(Error::str("array index too large"));
    }
    Ok(at)
}

/// Deletes the last paths first, so that none moves another.
fn delete_all(value: Val, paths: &Val) -> Result<Val> {
    let Val::Arr(paths) = paths else {
        return Err(Error::str("paths must be an array"));
    };
    let path = |path: &Val| match path {
        Val::Arr(keys) => Ok(keys.to_vec()),
        _ => Err(Error::str("a path must be an array")),
    };
    let mut paths: Vec<Vec<Val>> = paths.iter().map(path).collect::<Result<_>>()?;
    paths.sort();
    paths
        .into_iter()
        .rev()
        .try_fold(value, |v, p| delete(v, &p))
}

fn delete(value: Val, path: &[Val]) -> Result<Val> {
    let Some((key, rest)) = path.split_first() else {
        return Ok(Val::Null);
    };
    match (value, key) {
        (Val::Null, _) => Ok(Val::Null),
        (Val::Obj(mut object), Val::TStr(_)) => {
            let members = Rc::make_mut(&mut object);
            if rest.is_empty() {
                members.shift_remove(key);
            } else if let Some(member) = members.get_mut(key) {
                *member = delete(std::mem::take(member), rest)?;
            }
            Ok(Val::Obj(object))
        }
        (Val::Arr(mut array), Val::Num(number)) if number.as_isize().is_some() => {
            let items = Rc::make_mut(&mut array);
            let Ok(at) = position(items.len(), number.as_isize().unwrap_or(0)) else {
                return Ok(Val::Arr(array));
            };
            if at < items.len() && rest.is_empty() {
                items.remove(at);
            } else if let Some(item) = items.get_mut(at) {
                *item = delete(std::mem::take(item), rest)?;
            }
            Ok(Val::Arr(array))
        }
        (Val::Arr(mut array), Val::Obj(bounds)) if rest.is_empty() => {
            let items = Rc::make_mut(&mut array);
            items.drain(range(items.len(), bounds));
            Ok(Val::Arr(array))
        }
        (value, _) => Err(Error::str(format_args!(
            "cannot delete a field of {}",
            shown(&value)
        ))),
    }
}

/// The elements that a slice's key, an object with `start` and `end`, stands for.
fn range(length: usize, bounds: &Map) -> std::ops::Range<usize> {
    let bound = |name: &str, otherwise: usize| match bounds.get(&Val::from(name.to_owned())) {
        Some(Val::Num(number)) => {
            let at = number.as_isize().unwrap_or(0);
            match usize::try_from(at) {
                Ok(at) => at.min(length),
                Err(_) => length.saturating_sub(at.unsigned_abs()),
            }
        }
        _ => otherwise,
    };
    let start = bound("start", 0);
    start..bound("end", length).max(start)
}

fn cannot_index(value: &Val, key: &Val) -> Error<Val> {
    Error::str(format_args!(
        "cannot index {} with {}",
        shown(value),
        shown(key)
    ))
}

/// A value for a sentence, cut.
fn shown(value: &Val) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
