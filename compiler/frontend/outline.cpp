#include "compiler/frontend/outline.h"

#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/near_words.h"
#include "compiler/frontend/read_word.h"
#include "compiler/frontend/statements.h"

namespace sgc::frontend {
namespace {

constexpr std::string_view kIncludeExample = "for example: include \"common/offices.sg\"";
constexpr std::string_view kAssertionExample = "for example: assert allow http from clients to edge";
constexpr std::string_view kDeclarations =
    "a file holds include, group, service, securitygroup, loadbalancer, instance, acl, network, blacklist, prefixlist, "
    "target and assert";

constexpr std::array kDeclarationKinds = {
    TokenKind::Include,  TokenKind::Group,   TokenKind::Service,   TokenKind::SecurityGroup,
    TokenKind::LoadBalancer, TokenKind::Instance, TokenKind::Acl,  TokenKind::Network,
    TokenKind::Blacklist, TokenKind::PrefixList, TokenKind::Target, TokenKind::Assert,
};

class FileOutline {
 public:
  explicit FileOutline(Cutter& cutter) : cutter_(cutter) {}

  std::vector<ast::Declaration> read() {
    while (!cutter_.at_end()) {
      if (begins_declaration(cutter_.peek().kind) && !is_statement_of_last_block()) {
        cutter_.begin_declaration();
        read_declaration();
      } else {
        read_outside();
      }
    }
    return std::move(declarations_);
  }

 private:
  void read_declaration() {
    const TokenKind keyword = cutter_.peek().kind;
    if (keyword == TokenKind::Include) return read_include();
    if (keyword == TokenKind::Assert) return read_assertion();

    Header header = read_header(cutter_);
    const bool named = header.named;
    ast::Declaration declaration = read_body(keyword, std::move(header));
    if (named) declarations_.push_back(std::move(declaration));
  }

  ast::Declaration read_body(TokenKind keyword, Header header) {
    switch (keyword) {
      case TokenKind::Group: return read_group(cutter_, std::move(header));
      case TokenKind::Service: return read_service(cutter_, std::move(header));
      case TokenKind::Target: return read_target(cutter_, std::move(header));
      case TokenKind::LoadBalancer: return read_block(cutter_, std::move(header), ast::BlockKind::LoadBalancer);
      case TokenKind::Instance: return read_block(cutter_, std::move(header), ast::BlockKind::Instance);
      case TokenKind::Acl: return read_block(cutter_, std::move(header), ast::BlockKind::Acl);
      case TokenKind::Network: return read_block(cutter_, std::move(header), ast::BlockKind::Network);
      case TokenKind::Blacklist: return read_block(cutter_, std::move(header), ast::BlockKind::Blacklist);
      case TokenKind::PrefixList: return read_block(cutter_, std::move(header), ast::BlockKind::PrefixList);
      default: return read_block(cutter_, std::move(header), ast::BlockKind::SecurityGroup);
    }
  }

  // The path may stand on the next line; what else stands on the line of `include` is a slip of this piece.
  void read_include() {
    cutter_.take_into_piece();
    if (cutter_.at(TokenKind::String)) cutter_.take_into_piece();
    while (!cutter_.piece_ends(nullptr) && !cutter_.peek().first_on_line) cutter_.take_into_piece();

    const auto* context = cutter_.read(&SgParser::include, kIncludeExample);
    if (context == nullptr) return;
    const Piece piece = cutter_.piece();
    declarations_.push_back(
        ast::Include{read_string(piece.source, word_of(context->path)), span_of(piece, *context)});
  }

  void read_assertion() {
    do {
      cutter_.take_into_piece();
      pass_braces_on_line();
    } while (!cutter_.piece_ends(nullptr) && !line_starts_declaration());

    const auto* context = cutter_.read(&SgParser::assertion, kAssertionExample);
    if (context == nullptr) return;
    const Piece piece = cutter_.piece();
    ast::Assertion assertion;
    assertion.action = action_of(word_of(context->action));
    assertion.services = build_services(piece, context->what->items);
    assertion.from = build_side(piece, *context->from);
    assertion.to = build_side(piece, *context->to);
    assertion.span = span_of(piece, *context);
    declarations_.push_back(std::move(assertion));
  }

  // An assertion has no braces.
  void pass_braces_on_line() {
    while ((cutter_.at(TokenKind::LeftBrace) || cutter_.at(TokenKind::RightBrace)) && !cutter_.peek().first_on_line) {
      const Token brace = cutter_.take();
      cutter_.report_brace((brace.is(TokenKind::LeftBrace) ? diagnose(kind::OpeningBrace, span(brace))
                                                           : diagnose(kind::StrayBrace, span(brace)))
                               .with_help(std::string(kAssertionExample)));
    }
  }

  // A line that cannot go on with the assertion before it: it is the next declaration, whatever is wrong with it.
  bool line_starts_declaration() const {
    const Token& word = cutter_.peek();
    if (!word.first_on_line || !is_word(word.kind) || cutter_.wants_more()) return false;
    return begins_declaration(word.kind) || cutter_.line_starts_anew();
  }

  // ---- what is no declaration ----

  void read_outside() {
    const Token word = cutter_.peek();
    if (word.is(TokenKind::RightBrace)) {
      cutter_.report_brace(diagnose(kind::StrayBrace, span(word)).with_help("take it away, or add the `{` before it"));
      cutter_.take();
      return;
    }
    if (is_word(word.kind) && !word.faulty) {
      if (follows_early_brace()) return read_after_early_brace();
      if (read_misspelt_declaration()) return;
    }
    report_outside();
    cutter_.take();
    cutter_.skip_to_declaration();
  }

  // `network prod` after the `}` of a block is a statement of it, `network prod {` a declaration.
  bool is_statement_of_last_block() const {
    return cutter_.at(TokenKind::Network) && follows_early_brace() && may_be_name(cutter_.peek(1).kind) &&
           !cutter_.peek(2).is(TokenKind::LeftBrace);
  }

  // Whether the declaration before is a block, just closed, that takes the statement or list that follows.
  bool follows_early_brace() const {
    const auto* block = declarations_.empty() ? nullptr : std::get_if<ast::Block>(&declarations_.back());
    if (block == nullptr || !cutter_.last().is(TokenKind::RightBrace) || cutter_.last().end != block->span.end) return false;
    return find_statement(block->kind, cutter_.peek().kind) != nullptr;
  }

  void read_after_early_brace() {
    auto& block = std::get<ast::Block>(declarations_.back());
    block.damaged = true;
    const Token& word = cutter_.peek();
    cutter_.report_brace(
        diagnose(kind::EarlyBrace, span(cutter_.last()), fmt::format("{} '{}'", keyword_of(block.kind), block.name.text),
                 describe_found(cutter_.source(), word))
            .with_note(span(word), "this belongs inside")
            .with_help("take the `}` away, or what follows it"));
    cutter_.skip_to_declaration();
  }

  // secruitygroup web {
  bool read_misspelt_declaration() {
    const Token word = cutter_.peek();
    const auto meant = nearest_keyword(text(word), kDeclarationKinds);
    if (!meant) return false;
    cutter_.report(diagnose(kind::UnknownDeclaration, span(word), text(word))
                       .with_help(fmt::format("did you mean `{}`?", text_of(*meant))));
    cutter_.replace_next(*meant);
    return true;
  }

  void report_outside() {
    const Token& word = cutter_.peek();
    if (word.faulty) return;
    if (is_action(word.kind) || (word.is(TokenKind::Default) && is_action(cutter_.peek(1).kind))) {
      cutter_.report(diagnose(kind::OutsideBlock, span(word), std::string("a rule"))
                         .with_help("rules stand in `inbound { … }` or `outbound { … }` of a point"));
    } else if (is_statement(word.kind)) {
      cutter_.report(diagnose(kind::OutsideBlock, span(word), fmt::format("`{}`", text(word)))
                         .with_help("it is a statement of a block such as `securitygroup NAME { … }`"));
    } else if (is_word(word.kind)) {
      cutter_.report(diagnose(kind::UnknownDeclaration, span(word), text(word)).with_help(std::string(kDeclarations)));
    } else {
      report_unexpected(cutter_, "a declaration", std::string(kDeclarations));
    }
  }

  Span span(const Token& token) const { return span_of(cutter_.source(), token); }
  std::string_view text(const Token& token) const { return text_of(cutter_.source(), token); }

  Cutter& cutter_;
  std::vector<ast::Declaration> declarations_;
};

}  // namespace

std::vector<ast::Declaration> read_declarations(Cutter& cutter) { return FileOutline(cutter).read(); }

void report_unexpected(Cutter& cutter, std::string expected, std::string help) {
  const Token& found = cutter.peek();
  if (found.faulty) return;
  cutter.report(diagnose(kind::UnexpectedText, span_of(cutter.source(), found), std::move(expected),
                         describe_found(cutter.source(), found))
                    .with_help(std::move(help)));
}

}  // namespace sgc::frontend
