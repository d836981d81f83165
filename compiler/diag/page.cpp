#include "compiler/diag/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/pages.h"

namespace sgc {
namespace {

std::string_view without_blank_lines_around(std::string_view text) {
  while (text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

bool ends_sentence(std::string_view text, std::size_t at) {
  return text[at] == '.' && (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n');
}

}  // namespace

DiagnosticPage read_page(std::string_view text) {
  DiagnosticPage page;
  page.text = text;
  const std::size_t title_end = std::min(text.find('\n'), text.size());
  if (text.starts_with("# ")) page.title = text.substr(2, title_end - 2);
  const std::string_view body = text.substr(title_end);
  page.intro = without_blank_lines_around(body.substr(0, body.find("\n## ")));
  return page;
}

std::string DiagnosticPage::summary() const {
  const std::string_view paragraph = intro.substr(0, intro.find("\n\n"));
  std::size_t end = 0;
  while (end < paragraph.size() && !ends_sentence(paragraph, end)) ++end;
  std::string sentence(paragraph.substr(0, std::min(end + 1, paragraph.size())));
  std::replace(sentence.begin(), sentence.end(), '\n', ' ');
  return sentence;
}

std::optional<DiagnosticPage> find_page(DiagnosticCode code) {
  const std::string name = fmt::format("SGC{:04}.md", code);
  const auto pages = diagnostic_pages();
  const auto page =
      std::lower_bound(pages.begin(), pages.end(), name,
                       [](const EmbeddedFile& file, const std::string& n) { return file.name < n; });
  if (page == pages.end() || page->name != name) return std::nullopt;
  return read_page(page->text);
}

}  // namespace sgc
