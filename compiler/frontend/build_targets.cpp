#include "compiler/diag/catalog.h"
#include "compiler/frontend/build.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

std::optional<std::int64_t> build_number(const Piece& piece, const SgParser::NumberContext& context) {
  const Token& digits = word_of(context.digits);
  const auto number = read_number(piece.source, digits);
  if (!number) return std::nullopt;
  const auto value = static_cast<std::int64_t>(*number);
  if (context.sign == nullptr) return value;

  const Token& sign = word_of(context.sign);
  if (sign.end != digits.begin) {
    piece.source.sink.report(diagnose(kind::UnexpectedText, span_of(piece, context), std::string("a number"),
                                      std::string("a hyphen"))
                                 .with_help(fmt::format("write `-{}` without a blank", value)));
  }
  return -value;
}

}  // namespace

std::vector<ast::Binding> build_bindings(const Piece& piece, const SgParser::BindContext& context) {
  std::vector<ast::Binding> bindings;
  for (const SgParser::BindingContext* item : context.items) {
    const auto bound = build_name(piece, *item->bound);
    if (bound) bindings.push_back({*bound, read_string(piece.source, word_of(item->id))});
  }
  return bindings;
}

std::optional<ast::TargetOption> build_quota(const Piece& piece, const SgParser::QuotaContext& context) {
  const auto limit = build_name(piece, *context.limit);
  const auto number = build_number(piece, *context.value);
  if (!limit || !number) return std::nullopt;
  ast::TargetOption option;
  option.name = read_name(piece.source, word_of(context.start));
  option.value = *number;
  option.value_span = span_of(piece, *context.value);
  option.subject = *limit;
  option.span = span_of(piece, context);
  return option;
}

std::optional<ast::TargetOption> build_option(const Piece& piece, const SgParser::TargetOptionContext& context) {
  const auto name = build_name(piece, *context.option);
  if (!name) return std::nullopt;
  ast::TargetOption option;
  option.name = *name;
  option.value_span = span_of(piece, *context.value);
  option.span = span_of(piece, context);

  const SgParser::OptionValueContext& value = *context.value;
  if (value.chosen != nullptr) {
    const auto word = build_word(piece, *value.chosen);
    if (!word) return std::nullopt;
    option.value = *word;
  }
  if (value.text != nullptr) option.value = read_string(piece.source, word_of(value.text));
  if (value.amount == nullptr) return option;

  const auto number = build_number(piece, *value.amount);
  if (!number) return std::nullopt;
  option.value = *number;
  return option;
}

}  // namespace sgc::frontend
