#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/build.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

// Findings that may be ignored: those of the checks, but for a failed assertion, which is no rule's, and an `ignore`
// that silences nothing, which is to be removed and not to be silenced by another.
constexpr unsigned kFirstFinding = 3000;
constexpr unsigned kLastFinding = 3999;
constexpr unsigned kUnusedIgnore = 3037;
constexpr std::string_view kUnusedIgnoreText = "SGC3037";
constexpr unsigned kAssertionFailed = 3040;
constexpr std::string_view kCodePrefix = "SGC";
constexpr std::size_t kCodeLength = 7;

void report_twice(const Piece& piece, const Token& key, Span first) {
  piece.source.sink.report(diagnose(kind::RepeatedOption, span_of(piece.source, key), text_of(key.kind))
                               .with_note(first, "it is written here first")
                               .with_help("keep one of them"));
}

// Puts an option that may stand once. The first one stays.
template <class Value>
void put(const Piece& piece, std::optional<Value>& option, Value value, const Token& key) {
  if (option) {
    report_twice(piece, key, option->span);
    return;
  }
  option = std::move(value);
}

std::optional<std::uint16_t> finding_code(std::string_view text) {
  if (text.size() != kCodeLength || !text.starts_with(kCodePrefix)) return std::nullopt;
  unsigned code = 0;
  for (const char digit : text.substr(kCodePrefix.size())) {
    if (!is_digit(digit)) return std::nullopt;
    code = code * 10 + static_cast<unsigned>(digit - '0');
  }
  const bool finding =
      code >= kFirstFinding && code <= kLastFinding && code != kUnusedIgnore && code != kAssertionFailed;
  return finding ? std::optional(static_cast<std::uint16_t>(code)) : std::nullopt;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n") == std::string_view::npos; }

ast::Log log_of(const Piece& piece, const antlr4::Token* text, Span span) {
  ast::Log log;
  if (text != nullptr) log.prefix = read_string(piece.source, word_of(text));
  log.span = span;
  return log;
}

void add_option(const Piece& piece, ast::RuleOptions& options, const SgParser::RuleOptionContext& context) {
  if (context.ignored != nullptr) return add_ignore(piece, options.ignores, *context.ignored);
  const Token& key = word_of(context.key);
  const auto text = [&] { return read_string(piece.source, word_of(context.text)); };
  if (key.is(TokenKind::Log)) put(piece, options.log, log_of(piece, context.text, span_of(piece, context)), key);
  if (key.is(TokenKind::Comment)) put(piece, options.comment, text(), key);
  if (key.is(TokenKind::Owner)) put(piece, options.owner, text(), key);
  if (key.is(TokenKind::Ticket)) put(piece, options.ticket, text(), key);
  if (!key.is(TokenKind::Expires)) return;
  const auto day = read_date(piece.source, word_of(context.day));
  if (day) put(piece, options.expires, *day, key);
}

void require_far_side(const Piece& piece, const ast::Rule& rule, FarSide far_side) {
  const bool inbound = far_side == FarSide::From;
  if (inbound ? rule.from.has_value() : rule.to.has_value()) return;

  const Span written = join(rule.span, rule.from ? rule.from->span : rule.to ? rule.to->span : rule.services.back().span);
  piece.source.sink.report(
      diagnose(kind::MissingFarSide, written, inbound ? "inbound" : "outbound", inbound ? "from" : "to")
          .with_help(fmt::format("everybody is `{} any`, and has to be written", inbound ? "from" : "to")));
}

}  // namespace

void add_ignore(const Piece& piece, std::vector<ast::Ignore>& ignores, const SgParser::IgnoreContext& context) {
  const auto written = build_name(piece, *context.finding);
  if (!written) return;
  const ast::Name& finding = *written;
  const auto code = finding_code(finding.text);
  if (!code) {
    const bool of_ignores = finding.text == kUnusedIgnoreText;
    piece.source.sink.report(
        diagnose(kind::IgnoreCode, finding.span, finding.text)
            .with_help(of_ignores ? "remove the `ignore` that silences nothing, or turn the finding off: `-W SGC3037=off`"
                                  : "a rule may ignore the findings of checks: `ignore SGC3004 \"reason\"`"));
    return;
  }
  const Token& text = word_of(context.text);
  ast::String reason = read_string(piece.source, text);
  if (is_blank(reason.value) && !text.faulty) {
    piece.source.sink.report(diagnose(kind::IgnoreReason, reason.span, finding.text)
                                 .with_help("say why it may stay: reports show the reason with the finding"));
  }
  ignores.push_back({*code, std::move(reason), span_of(piece, context)});
}

ast::Action action_of(const Token& token) {
  if (token.is(TokenKind::Allow)) return ast::Action::Allow;
  return token.is(TokenKind::Deny) ? ast::Action::Deny : ast::Action::Reject;
}

ast::Rule build_rule(const Piece& piece, const SgParser::RuleEntryContext& context, FarSide far_side) {
  ast::Rule rule;
  rule.action = action_of(word_of(context.action));
  rule.services = build_services(piece, context.what->items);
  if (context.from != nullptr) rule.from = build_side(piece, *context.from);
  if (context.to != nullptr) rule.to = build_side(piece, *context.to);
  for (const SgParser::RuleOptionContext* option : context.options) add_option(piece, rule.options.edit(), *option);
  rule.span = span_of(piece, context);

  require_far_side(piece, rule, far_side);
  return rule;
}

ast::Default build_default(const Piece& piece, const SgParser::DefaultEntryContext& context) {
  ast::Default written;
  written.action = action_of(word_of(context.action));
  written.span = span_of(piece, context);
  for (const SgParser::DefaultOptionContext* option : context.options) {
    if (option->ignored != nullptr) {
      add_ignore(piece, written.ignores, *option->ignored);
      continue;
    }
    const Token& key = word_of(option->key);
    if (key.is(TokenKind::Log)) {
      put(piece, written.log, log_of(piece, option->text, span_of(piece, *option)), key);
    } else {
      put(piece, written.comment, read_string(piece.source, word_of(option->text)), key);
    }
  }
  return written;
}

}  // namespace sgc::frontend
