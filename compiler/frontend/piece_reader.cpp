#include "compiler/frontend/piece_reader.h"

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/near_words.h"
#include "compiler/frontend/slip.h"

namespace sgc::frontend {
namespace {

std::optional<Slip> find_slip(const Situation& situation) {
  for (const auto slips : {slips_of_services(), slips_of_rules(), slips_of_words(), slips_of_lists()}) {
    for (const FindSlip find : slips) {
      if (auto slip = find(situation)) return slip;
    }
  }
  return std::nullopt;
}

void mend(const Edit& edit, std::vector<Token>& words) {
  const auto at = words.begin() + static_cast<std::ptrdiff_t>(edit.at);
  const auto rest = words.erase(at, at + static_cast<std::ptrdiff_t>(edit.count));
  words.insert(rest, edit.put.begin(), edit.put.end());
}

// What nothing more is known of. Where the piece ended too early, the place is behind its last word.
Diagnostic unread(const Situation& s, std::string_view example) {
  const std::uint32_t end = s.words.back().end;
  const Span where = s.at_end() ? s.source.span(end, end) : s.span(s.found());
  return diagnose(kind::UnexpectedText, where, describe_expected(s.expected), describe_found(s.source, s.found()))
      .with_help(std::string(example));
}

// Whether what stopped the parser begins a piece of its own: the words before it are complete.
bool begins_next(const Situation& s) {
  if (s.at_end() || !is_word(s.found().kind)) return false;
  return s.found().first_on_line || foreign_verb(s.text(s.found()));
}

// Whether quotes are amiss, so that texts and words may have changed places.
bool has_unclosed_string(std::span<const Token> words) {
  return std::any_of(words.begin(), words.end(), [](const Token& word) { return word.unclosed; });
}

}  // namespace

bool PieceReader::report_and_mend(std::vector<Token>& words, const Token& follows, std::string_view example) {
  const Stop& stop = leaf_.stop();
  const Situation situation{source_, words, follows, stop.index, stop.expected};
  if (situation.complete() && stop.index > 0 && begins_next(situation)) return part(words, stop.index);
  if (situation.found().faulty || has_unclosed_string(words)) return false;

  auto slip = find_slip(situation);
  source_.sink.report(slip ? std::move(slip->diagnostic) : unread(situation, example));
  if (!slip || !slip->edit) return false;
  mend(*slip->edit, words);
  return !words.empty();
}

bool PieceReader::part(std::vector<Token>& words, std::size_t index) {
  const auto rest = words.begin() + static_cast<std::ptrdiff_t>(index);
  rest_.insert(rest_.begin(), rest, words.end());
  words.erase(rest, words.end());
  return true;
}

void PieceReader::part_at_next_start(std::vector<Token>& words) {
  for (std::size_t i = leaf_.stop().index + 1; i < words.size(); ++i) {
    if (!words[i].first_on_line || !nearly_begins_piece(text_of(source_, words[i]))) continue;
    part(words, i);
    return;
  }
}

void PieceReader::check(std::span<const Token> words) {
  if (has_unclosed_string(words)) return;
  for (const Token& word : words) {
    if (word.is(TokenKind::Address)) read_address(source_, word);
  }
}

}  // namespace sgc::frontend
