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

  // Before: `words` is not empty; `follows` is the word after them in the file. `example` shows how such a piece is
  // written. After: the result lives until the next call, and `words` are those that it was read from. Null where they
  // could not be read: that was reported.
  template <class Context>
  const Context* read(std::vector<Token>& words, const Token& follows, Context* (SgParser::*rule)(),
                      std::string_view example) {
    rest_.clear();
    for (int tries = 0; tries <= kMostMends; ++tries) {
      const Context* context = leaf_.parse(std::span<const Token>(words), rule);
      if (context != nullptr) return context;
      if (!report_and_mend(words, follows, example)) break;
    }
    part_at_next_start(words);
    check(words);
    return nullptr;
  }

  // Tells the faults of addresses among words that are read no further.
  void check(std::span<const Token> words);

  // Words at the end of the last piece that are none of it: the next piece, whatever it is.
  std::span<const Token> rest() const { return rest_; }

 private:
  static constexpr int kMostMends = 8;

  // True where `words` were mended or parted, and are worth another try.
  bool report_and_mend(std::vector<Token>& words, const Token& follows, std::string_view example);
  bool part(std::vector<Token>& words, std::size_t index);

  // Behind the word that stopped the parser, a line may begin with what was meant as a piece of its own.
  void part_at_next_start(std::vector<Token>& words);

  SourceText& source_;
  LeafParser leaf_;
  std::vector<Token> rest_;
};

}  // namespace sgc::frontend
