// Groups, services and targets.
#include "compiler/diag/catalog.h"
#include "compiler/frontend/outline.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

// Long groups are read in stretches of about this many words, so that they need no memory but for their elements.
constexpr std::size_t kStretch = 256;

constexpr std::string_view kGroupExample = "for example: group office { 192.0.2.0/24, lab, file \"feeds/x.netset\" except guests }";
constexpr std::string_view kServiceExample = "for example: service web { tcp 80, 443 udp 443 }";
constexpr std::string_view kBindExample = "for example: bind prod \"vpc-0123\", edge \"sg-0bbb\"";
constexpr std::string_view kQuotaExample = "for example: quota rules-per-group 200";
constexpr std::string_view kOptionExample = "each option has one value, for example: counters on";

bool may_cut_here(const Cutter& cutter) {
  if (cutter.words_of_piece().size() < kStretch) return false;
  return cutter.last().is(TokenKind::Comma) || cutter.at(TokenKind::Address);
}

void append(std::vector<ast::WhoElement>& elements, std::vector<ast::WhoElement> more) {
  if (elements.empty()) {
    elements = std::move(more);
    return;
  }
  elements.insert(elements.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void read_stretch(Cutter& cutter, Body& body, std::vector<ast::WhoElement>& elements) {
  do {
    cutter.take_into_piece();
  } while (!cutter.piece_ends(&body) && !cutter.at(TokenKind::Except) && !may_cut_here(cutter));

  const Span span = cutter.span_from(cutter.words_of_piece().front());
  const auto* context = cutter.read(&SgParser::elements, kGroupExample);
  if (context == nullptr) {
    elements.push_back({ast::Unreadable{}, span});
    return;
  }
  append(elements, build_elements(cutter.piece(), context->items));
}

class GroupReader {
 public:
  GroupReader(Cutter& cutter, Body body) : cutter_(cutter), body_(std::move(body)) {}

  ast::Who read() {
    ast::Who who;
    while (!cutter_.body_ended(body_)) {
      if (cutter_.at(TokenKind::Except)) {
        read_except(who);
      } else {
        read_stretch(cutter_, body_, except_ ? who.except : who.elements);
      }
    }
    check_except(who);
    if (!who.elements.empty()) {
      const auto& last = who.except.empty() ? who.elements.back() : who.except.back();
      who.span = join(who.elements.front().span, last.span);
    }
    return who;
  }

 private:
  void read_except(const ast::Who& who) {
    const Token keyword = cutter_.take();
    const Span where = span_of(cutter_.source(), keyword);
    if (except_) {
      cutter_.report(diagnose(kind::SecondExcept, where)
                         .with_note(span_of(cutter_.source(), *except_), "it stands here first")
                         .with_help("list all exceptions after one `except`"));
    } else if (who.elements.empty()) {
      cutter_.report(diagnose(kind::NothingBeforeExcept, where)
                         .with_help("say what the exceptions are taken from: `any except office`"));
    }
    if (!except_) except_ = keyword;
  }

  void check_except(const ast::Who& who) {
    if (!except_ || !who.except.empty()) return;
    const Token& keyword = *except_;
    cutter_.report(diagnose(kind::UnexpectedText, span_of(cutter_.source(), keyword),
                            std::string("an address, a name, `any` or `file \"…\"` after `except`"),
                            std::string("`}`")));
  }

  Cutter& cutter_;
  Body body_;
  std::optional<Token> except_;
};

bool ends_target_statement(const Cutter& cutter) {
  const auto& words = cutter.words_of_piece();
  if (!is_word(cutter.peek().kind)) return false;
  if (words.front().is(TokenKind::Bind)) return words.back().is(TokenKind::String);
  return words.size() >= (words.front().is(TokenKind::Quota) ? 3U : 2U);
}

void read_target_statement(Cutter& cutter, Body& body, ast::Target& target) {
  do {
    cutter.take_into_piece();
  } while (!cutter.piece_ends(&body) && !ends_target_statement(cutter));

  const TokenKind first = cutter.words_of_piece().front().kind;
  if (first == TokenKind::Bind) {
    const auto* context = cutter.read(&SgParser::bind, kBindExample);
    if (context == nullptr) return;
    for (ast::Binding& binding : build_bindings(cutter.piece(), *context)) target.bindings.push_back(std::move(binding));
    return;
  }

  std::optional<ast::TargetOption> option;
  if (first == TokenKind::Quota) {
    if (const auto* context = cutter.read(&SgParser::quota, kQuotaExample)) option = build_quota(cutter.piece(), *context);
  } else {
    if (const auto* context = cutter.read(&SgParser::targetOption, kOptionExample)) option = build_option(cutter.piece(), *context);
  }
  if (option) target.options.push_back(std::move(*option));
}

}  // namespace

ast::Group read_group(Cutter& cutter, Header header) {
  ast::Group group;
  group.name = header.name;
  if (header.open) {
    group.who = GroupReader(cutter, std::move(header.body)).read();
  } else {
    group.who.elements.push_back({ast::Unreadable{}, group.name.span});
  }
  group.span = cutter.span_from(header.keyword);
  return group;
}

ast::Service read_service(Cutter& cutter, Header header) {
  ast::Service service;
  service.name = header.name;
  if (!header.open) service.items.push_back({ast::Unreadable{}, service.name.span});
  while (header.open && !cutter.body_ended(header.body)) {
    do {
      cutter.take_into_piece();
    } while (!cutter.piece_ends(&header.body));

    const Span span = cutter.span_from(cutter.words_of_piece().front());
    const auto* context = cutter.read(&SgParser::serviceItems, kServiceExample);
    if (context == nullptr) {
      service.items.push_back({ast::Unreadable{}, span});
    } else {
      for (ast::ServiceItem& item : build_services(cutter.piece(), context->items)) service.items.push_back(std::move(item));
    }
  }
  service.span = cutter.span_from(header.keyword);
  return service;
}

ast::Target read_target(Cutter& cutter, Header header) {
  ast::Target target;
  target.name = header.name;
  header.body.holds = Body::Holds::Pairs;
  while (header.open && !cutter.body_ended(header.body)) read_target_statement(cutter, header.body, target);
  target.span = cutter.span_from(header.keyword);
  return target;
}

}  // namespace sgc::frontend
