// The shape of a file: which declarations it holds, which statements and rules these hold. Has the pieces read by the
// grammar and puts the tree together from them, so that a file of any size needs memory for its tree and one piece.
#pragma once

#include "compiler/ast/ast.h"
#include "compiler/frontend/cutter.h"

namespace sgc::frontend {

// `KEYWORD NAME {`
struct Header {
  Token keyword;
  ast::Name name;
  bool named = false;  // false where no name could be read: nothing can refer to the declaration
  bool open = false;   // false where no body follows, which was reported
  Body body;
};

// outline.cpp: every declaration of the file.
std::vector<ast::Declaration> read_declarations(Cutter& cutter);

// outline_header.cpp. Before: the keyword follows. After: the `{` was taken, or what stands in its place.
Header read_header(Cutter& cutter);

// outline_lists.cpp: declarations that are lists. Before: the header was read. After: their `}` was taken.
ast::Group read_group(Cutter& cutter, Header header);
ast::Service read_service(Cutter& cutter, Header header);
ast::Target read_target(Cutter& cutter, Header header);

// outline_blocks.cpp: declarations that hold statements.
ast::Block read_block(Cutter& cutter, Header header, ast::BlockKind kind);

// outline_rules.cpp: what stands between the braces of a list of rules in a block of this kind. May be called again for a
// list whose `}` came too early.
void read_rules(Cutter& cutter, Body& body, ast::BlockKind within, FarSide far_side, ast::RuleBlock& block);

// Reports that the word that follows is not what is expected.
void report_unexpected(Cutter& cutter, std::string expected, std::string help);

}  // namespace sgc::frontend
