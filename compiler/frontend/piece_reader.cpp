#include "compiler/frontend/piece_reader.h"

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {

bool PieceReader::report_and_mend(std::vector<Token>& words, const Token& follows) {
  const Stop& stop = leaf_.stop();
  const bool at_end = stop.index == words.size();
  const Token& found = at_end ? follows : words[stop.index];
  if (found.faulty) return false;

  const std::uint32_t end = words.back().end;
  const Span where = at_end ? source_.span(end, end) : span_of(source_, found);
  source_.sink.report(diagnose(kind::UnexpectedText, where, describe_expected(stop.expected),
                               describe_found(source_, found)));
  return false;
}

void PieceReader::check_rest(std::span<const Token> words) {
  for (const Token& word : words) {
    if (word.is(TokenKind::Address)) read_address(source_, word);
  }
}

}  // namespace sgc::frontend
