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

/// The rewriting, which has no state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rewriter;

impl Rewriter {
    /// A definition, rewritten.
    pub(super) fn def<'s>(self, def: Def<&'s str>) -> Def<&'s str> {
        Def {
            name: def.name,
            args: def.args,
            body: self.term(def.body),
        }
    }

    /// A term, rewritten.
    pub(super) fn term<'s>(self, term: Term<&'s str>) -> Term<&'s str> {
        use Term::*;
        match term {
            Path(base, path) => self.path(*base, path),
            Str(format, parts) => Str(format, parts.into_iter().map(|p| self.part(p)).collect()),
            Arr(inner) => Arr(inner.map(|t| self.boxed(t))),
            Obj(members) => {
                let member = |(k, v): (_, Option<_>)| (self.term(k), v.map(|v| self.term(v)));
                Obj(members.into_iter().map(member).collect())
            }
            Neg(inner) => Neg(self.boxed(inner)),
            BinOp(l, op, r) => BinOp(self.boxed(l), self.operator(op), self.boxed(r)),
            Label(name, inner) => Label(name, self.boxed(inner)),
            Fold(kind, over, pattern, args) => {
                let args = args.into_iter().map(|t| self.term(t)).collect();
                Fold(kind, self.boxed(over), self.pattern(pattern), args)
            }
            TryCatch(body, catch) => TryCatch(self.boxed(body), catch.map(|t| self.boxed(t))),
            IfThenElse(branches, otherwise) => {
                let branch = |(c, t)| (self.term(c), self.term(t));
                let branches = branches.into_iter().map(branch).collect();
                IfThenElse(branches, otherwise.map(|t| self.boxed(t)))
            }
            Def(defs, body) => {
                let defs = defs.into_iter().map(|d| self.def(d)).collect();
                Def(defs, self.boxed(body))
            }
            Call(name, args) => Call(name, args.into_iter().map(|t| self.term(t)).collect()),
            other @ (Id | Recurse | Num(_) | Break(_) | Var(_)) => other,
        }
    }

    fn boxed<'s>(self, term: Box<Term<&'s str>>) -> Box<Term<&'s str>> {
        Box::new(self.term(*term))
    }

    fn part<'s>(self, part: StrPart<&'s str, Term<&'s str>>) -> StrPart<&'s str, Term<&'s str>> {
        match part {
            StrPart::Term(term) => StrPart::Term(self.term(term)),
            other => other,
        }
    }

    fn operator<'s>(self, op: BinaryOp<&'s str>) -> BinaryOp<&'s str> {
        match op {
            BinaryOp::Pipe(Some(pattern)) => BinaryOp::Pipe(Some(self.pattern(pattern))),
            other => other,
        }
    }

    fn pattern<'s>(self, pattern: Pattern<&'s str>) -> Pattern<&'s str> {
        match pattern {
            Pattern::Var(name) => Pattern::Var(name),
            Pattern::Arr(items) => {
                Pattern::Arr(items.into_iter().map(|p| self.pattern(p)).collect())
            }
            Pattern::Obj(members) => {
                let member = |(k, p)| (self.term(k), self.pattern(p));
                Pattern::Obj(members.into_iter().map(member).collect())
            }
        }
    }

    fn path<'s>(self, base: Term<&'s str>, path: Path<Term<&'s str>>) -> Term<&'s str> {
        let mut walked = Walked {
            so_far: self.term(base),
            bound: Vec::new(),
        };
        for (part, opt) in path.0 {
            if walked.bound.len() + 2 > NAMES.len() {
                walked.bind();
            }
            let step = match part {
                Part::Index(key) => {
                    let key = walked.argument(self.term(key));
                    let native = match opt {
                        Opt::Optional => "__index_optional",
                        Opt::Essential => "__index",
                    };
                    Term::Call(native, vec![key])
                }
                Part::Range(None, None) => slice(None, None, opt),
                Part::Range(from, to) => {
                    let from = from.map(|t| walked.argument(self.term(t)));
                    let to = to.map(|t| walked.argument(self.term(t)));
                    unless_null(slice(from, to, opt))
                }
            };
            walked.then(step);
        }
        walked.bind();
        walked.so_far
    }
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
fn unless_null<'s>(step: Term<&'s str>) -> Term<&'s str> {
    // the definition of `null` itself, which is not yet known to the first definitions
    let first = (Part::Index(Term::Num("0")), Opt::Essential);
    let null = Term::Path(Box::new(Term::Arr(None)), Path(vec![first]));
    let is_null = Term::BinOp(Box::new(Term::Id), BinaryOp::Cmp(Cmp::Eq), Box::new(null));
    Term::IfThenElse(vec![(is_null, Term::Id)], Some(Box::new(step)))
}
