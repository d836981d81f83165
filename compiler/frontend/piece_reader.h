// Reads one piece of a file by a rule of the grammar. Where that fails, says why in the words of the language, mends
// the words as they were probably meant, and tries again: so one slip hides nothing behind it.
#pragma once

#include <span>
#include <vector>

#include "compiler/frontend/leaf_parser.h"
#include "compiler/frontend/quoted_text.h"
#include "compiler/frontend/token.h"

namespace sgc::frontend {

class PieceReader {
 public:
  explicit PieceReader(SourceText& source) : source_(source) {}

  // Before: `words` is not empty; `follows` is the word after them in the file. After: the result lives until the next
  // call, and `words` are those that it was read from. Null where they could not be read: that was reported.
  template <class Context>
  const Context* read(std::vector<Token>& words, const Token& follows, Context* (SgParser::*rule)()) {
    for (int tries = 0; tries <= kMostMends; ++tries) {
      const Context* context = leaf_.parse(std::span<const Token>(words), rule);
      if (context != nullptr) return context;
      if (!report_and_mend(words, follows)) break;
    }
    check_rest(words);
    return nullptr;
  }

 private:
  static constexpr int kMostMends = 8;

  // True where `words` were mended and are worth another try.
  bool report_and_mend(std::vector<Token>& words, const Token& follows);

  // Addresses in words that cannot be read otherwise have their faults told all the same.
  void check_rest(std::span<const Token> words);

  SourceText& source_;
  LeafParser leaf_;
};

}  // namespace sgc::frontend
