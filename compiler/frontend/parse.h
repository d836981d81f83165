// Text to syntax tree: one file at a time, without looking at any other.
#pragma once

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/support/source_map.h"

namespace sgc {

// Reads all of a file and reports SGC1xxx, as many errors as are independent of each other: what is wrong in one
// declaration, statement or rule hides nothing in the next. Never throws for what a user wrote.
//
// After: every span lies in the file. Where nothing was reported,
// - names, dates, ports, ICMP and protocol numbers, addresses and feed flags are right by themselves;
// - each block holds statements that it takes, each with a value of its form, in the order written (what may stand
//   once, what must stand, and which words a statement takes is not asked here);
// - an inbound rule has a `from`, an outbound one a `to`; options stand once in a rule; no `except` lacks what it
//   takes from or away.
// Where something was, what could not be read is left out or Unreadable, and its block `damaged`.
ast::File parse(FileId file, const SourceMap& sources, Sink& sink);

}  // namespace sgc
