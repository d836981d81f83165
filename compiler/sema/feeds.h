// Feeds by path: each file is read once however often a policy names it, and its flags are judged at each mention.
#pragma once

#include <string>
#include <unordered_map>

#include "compiler/ast/ast.h"
#include "compiler/net/feed_reader.h"
#include "compiler/sema/context.h"

namespace sgc::sema {

// What one mention of a feed stands for.
struct FeedUse {
  ir::FeedId feed;          // unknown where the file could not be read
  ir::AddressSetId addresses;
  bool broken = false;      // an error was reported: say nothing more of it
  bool empty_by_choice = false;  // missing or empty, and `optional`
};

class Feeds {
 public:
  // Reads the file if it was not read yet and holds it against the flags of this mention. Reports SGC2010 to SGC2018.
  FeedUse use(const ast::FeedRef& reference, Span where, Context& context);

 private:
  struct Read {
    ir::FeedId feed;
    Feed content;   // its addresses are moved into the pool
    FileId source;  // known where there is something to show in it
  };

  const Read* load(const ast::FeedRef& reference, Span where, FeedUse& use, Context& context);
  // A feed that may be missing and is: without addresses, so that whoever names it finds something.
  ir::FeedId missing(const LoadedFile& loaded, const ast::FeedRef& reference, Span where, Context& context);
  Read read(const LoadedFile& loaded, const ast::FeedRef& reference, Span where, Context& context);
  void report_faults(const Read& read, Context& context) const;
  void report_remarks(const Read& read, Context& context) const;
  void judge(const Read& read, const ast::FeedRef& reference, Span where, FeedUse& use, Context& context) const;

  std::unordered_map<std::string, Read> by_identity_;
  std::unordered_map<std::string, ir::FeedId> missing_;
};

}  // namespace sgc::sema
