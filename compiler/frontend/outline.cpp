#include "compiler/frontend/outline.h"

#include "compiler/diag/catalog.h"
#include "compiler/frontend/expectation.h"
#include "compiler/frontend/read_word.h"

namespace sgc::frontend {
namespace {

class FileOutline {
 public:
  explicit FileOutline(Cutter& cutter) : cutter_(cutter) {}

  std::vector<ast::Declaration> read() {
    while (!cutter_.at_end()) {
      if (begins_declaration(cutter_.peek().kind)) {
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

    Header header = read_header();
    if (!header.open) return;
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

    const auto* context = cutter_.read(&SgParser::include);
    if (context == nullptr) return;
    const Piece piece = cutter_.piece();
    declarations_.push_back(
        ast::Include{read_string(piece.source, word_of(context->path)), span_of(piece, *context)});
  }

  void read_assertion() {
    do {
      cutter_.take_into_piece();
    } while (!cutter_.piece_ends(nullptr) && !line_starts_declaration());

    const auto* context = cutter_.read(&SgParser::assertion);
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

  // A line that cannot go on with the assertion before it: it is the next declaration, whatever is wrong with it.
  bool line_starts_declaration() const {
    const Token& word = cutter_.peek();
    if (!word.first_on_line || !is_word(word.kind) || cutter_.wants_more()) return false;
    return begins_declaration(word.kind) || (is_word(cutter_.peek(1).kind) && cutter_.peek(2).is(TokenKind::LeftBrace));
  }

  Header read_header() {
    Header header;
    header.keyword = cutter_.take();
    read_name(header);
    header.body.what = fmt::format("{} {}", text_of(header.keyword.kind),
                                   header.named ? fmt::format("'{}'", header.name.text) : std::string("without a name"));
    open_body(header);
    return header;
  }

  void read_name(Header& header) {
    if (!may_be_name(cutter_.peek().kind)) {
      report_expected("a name");
      return;
    }
    header.name = frontend::read_name(cutter_.source(), cutter_.take());
    header.named = true;
  }

  void open_body(Header& header) {
    header.open = cutter_.at(TokenKind::LeftBrace);
    if (header.open) {
      header.body.opening = cutter_.take();
    } else {
      report_expected("`{`");
      cutter_.skip_to_declaration();
    }
  }

  void report_expected(std::string expected) {
    const Token& found = cutter_.peek();
    if (found.faulty) return;
    cutter_.report(diagnose(kind::UnexpectedText, span_of(cutter_.source(), found), std::move(expected),
                            describe_found(cutter_.source(), found)));
  }

  void read_outside() {
    report_expected("a declaration");
    cutter_.skip_to_declaration();
  }

  Cutter& cutter_;
  std::vector<ast::Declaration> declarations_;
};

}  // namespace

std::vector<ast::Declaration> read_declarations(Cutter& cutter) { return FileOutline(cutter).read(); }

}  // namespace sgc::frontend
