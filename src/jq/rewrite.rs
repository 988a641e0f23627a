//! Makes paths behave as jq's.
//!
//! jaq's own `.a` fails to assign below a missing key and past the end of an array. So every index of a path is
//! rewritten into a call of a native that has jq's rules (see `natives`), and every slice into one that takes null.

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::ops::Cmp;
use jaq_core::path::{Opt, Part, Path};

/// Computed indices are bound to these before the path is walked, since they see the path's input. A path with more
/// of them is taken in pieces.
const NAMES: [&str; 16] = [
    "$__k0", "$__k1", "$__k2", "$__k3", "$__k4", "$__k5", "$__k6", "$__k7", "$__k8", "$__k9",
    "$__k10", "$__k11", "$__k12", "$__k13", "$__k14", "$__k15",
];

/// A definition, rewritten.
pub(super) fn def(def: Def<&str>) -> Def<&str> {
    Def {
        name: def.name,
        args: def.args,
        body: term(def.body),
    }
}

/// A term, rewritten.
pub(super) fn term(old: Term<&str>) -> Term<&str> {
    use Term::*;
    match old {
        Path(base, path) => walk(*base, path),
        Str(format, parts) => Str(format, parts.into_iter().map(part).collect()),
        Arr(inner) => Arr(inner.map(|t| boxed(*t))),
        Obj(members) => {
            let member = |(k, v): (_, Option<_>)| (term(k), v.map(term));
            Obj(members.into_iter().map(member).collect())
        }
        Neg(inner) => Neg(boxed(*inner)),
        BinOp(l, op, r) => BinOp(boxed(*l), operator(op), boxed(*r)),
        Label(name, inner) => Label(name, boxed(*inner)),
        Fold(kind, over, bound, args) => {
            let args = args.into_iter().map(term).collect();
            Fold(kind, boxed(*over), pattern(bound), args)
        }
        TryCatch(body, catch) => TryCatch(boxed(*body), catch.map(|t| boxed(*t))),
        IfThenElse(branches, otherwise) => {
            let branches = branches.into_iter().map(|(c, t)| (term(c), term(t)));
            IfThenElse(branches.collect(), otherwise.map(|t| boxed(*t)))
        }
        Def(defs, body) => Def(defs.into_iter().map(def).collect(), boxed(*body)),
        Call(name, args) => Call(name, args.into_iter().map(term).collect()),
        other @ (Id | Recurse | Num(_) | Break(_) | Var(_)) => other,
    }
}

fn boxed(old: Term<&str>) -> Box<Term<&str>> {
    Box::new(term(old))
}

fn part<'s>(old: StrPart<&'s str, Term<&'s str>>) -> StrPart<&'s str, Term<&'s str>> {
    match old {
        StrPart::Term(inner) => StrPart::Term(term(inner)),
        other => other,
    }
}

fn operator(old: BinaryOp<&str>) -> BinaryOp<&str> {
    match old {
        BinaryOp::Pipe(Some(bound)) => BinaryOp::Pipe(Some(pattern(bound))),
        other => other,
    }
}

fn pattern(old: Pattern<&str>) -> Pattern<&str> {
    match old {
        Pattern::Var(name) => Pattern::Var(name),
        Pattern::Arr(items) => Pattern::Arr(items.into_iter().map(pattern).collect()),
        Pattern::Obj(members) => {
            let member = |(k, p)| (term(k), pattern(p));
            Pattern::Obj(members.into_iter().map(member).collect())
        }
    }
}

fn walk<'s>(base: Term<&'s str>, path: Path<Term<&'s str>>) -> Term<&'s str> {
    let mut walked = Walked {
        so_far: term(base),
        bound: Vec::new(),
    };
    for (part, opt) in path.0 {
        if walked.bound.len() + 2 > NAMES.len() {
            walked.bind();
        }
        let step = match part {
            Part::Index(key) => {
                let key = walked.argument(term(key));
                let native = match opt {
                    Opt::Optional => "__index_optional",
                    Opt::Essential => "__index",
                };
                Term::Call(native, vec![key])
            }
            Part::Range(None, None) => slice(None, None, opt),
            Part::Range(from, to) => {
                let from = from.map(|t| walked.argument(term(t)));
                let to = to.map(|t| walked.argument(term(t)));
                unless_null(slice(from, to, opt))
            }
        };
        walked.then(step);
    }
    walked.bind();
    walked.so_far
}

/// A path up to some part of it, and the computed indices that are still to be bound around it.
struct Walked<'s> {
    so_far: Term<&'s str>,
    bound: Vec<Term<&'s str>>,
}

impl<'s> Walked<'s> {
    /// A literal as it is, anything else as a variable.
    fn argument(&mut self, key: Term<&'s str>) -> Term<&'s str> {
        let literal = match &key {
            Term::Num(_) => true,
            Term::Str(None, parts) => !parts.iter().any(|p| matches!(p, StrPart::Term(_))),
            _ => false,
        };
        if literal {
            return key;
        }
        let name = NAMES[self.bound.len() % NAMES.len()];
        self.bound.push(key);
        Term::Var(name)
    }

    fn then(&mut self, step: Term<&'s str>) {
        let before = std::mem::take(&mut self.so_far);
        self.so_far = match before {
            Term::Id => step,
            before => pipe(before, None, step),
        };
    }

    fn bind(&mut self) {
        for (at, key) in std::mem::take(&mut self.bound)
            .into_iter()
            .enumerate()
            .rev()
        {
            let inner = std::mem::take(&mut self.so_far);
            self.so_far = pipe(key, Some(Pattern::Var(NAMES[at])), inner);
        }
    }
}

fn pipe<'s>(
    left: Term<&'s str>,
    pattern: Option<Pattern<&'s str>>,
    right: Term<&'s str>,
) -> Term<&'s str> {
    Term::BinOp(Box::new(left), BinaryOp::Pipe(pattern), Box::new(right))
}

fn slice<'s>(from: Option<Term<&'s str>>, to: Option<Term<&'s str>>, opt: Opt) -> Term<&'s str> {
    let part = Part::Range(from, to);
    Term::Path(Box::new(Term::Id), Path(vec![(part, opt)]))
}

/// A slice of null is null.
fn unless_null(step: Term<&str>) -> Term<&str> {
    // the definition of `null` itself, which is not yet known to the first definitions
    let first = (Part::Index(Term::Num("0")), Opt::Essential);
    let null = Term::Path(Box::new(Term::Arr(None)), Path(vec![first]));
    let is_null = Term::BinOp(Box::new(Term::Id), BinaryOp::Cmp(Cmp::Eq), Box::new(null));
    Term::IfThenElse(vec![(is_null, Term::Id)], Some(Box::new(step)))
}
