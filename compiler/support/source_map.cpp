#include "compiler/support/source_map.h"

#include <algorithm>
#include <cstring>

#include "compiler/support/assert.h"
#include "compiler/support/utf8.h"

namespace sgc {
namespace {

class StringBuffer final : public TextBuffer {
 public:
  explicit StringBuffer(std::string text) : text_(std::move(text)) {}
  std::string_view text() const override { return text_; }

 private:
  std::string text_;
};

std::vector<std::uint32_t> starts_of_lines(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* at = begin; at != end;) {
    const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (newline == nullptr) break;
    at = static_cast<const char*>(newline) + 1;
    starts.push_back(static_cast<std::uint32_t>(at - begin));
  }
  return starts;
}

}  // namespace

FileId SourceMap::add(std::string shown_name, std::string text) {
  return add(std::move(shown_name), std::make_shared<StringBuffer>(std::move(text)));
}

FileId SourceMap::add(std::string shown_name, std::shared_ptr<const TextBuffer> buffer) {
  const std::string_view text = buffer->text();
  SGC_ASSERT(text.size() < UINT32_MAX, "a source file fits 32-bit offsets");

  files_.push_back({std::move(shown_name), std::move(buffer), text});
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

std::string_view SourceMap::text(const Span& span) const {
  return files_[span.file.index].text.substr(span.begin, span.end - span.begin);
}

const std::vector<std::uint32_t>& SourceMap::line_starts(const File& file) {
  std::call_once(file.lines->made, [&] { file.lines->starts = starts_of_lines(file.text); });
  return file.lines->starts;
}

std::uint32_t SourceMap::line(const Span& span) const {
  if (!span.known()) return 0;
  const auto& starts = line_starts(files_[span.file.index]);
  return static_cast<std::uint32_t>(std::upper_bound(starts.begin(), starts.end(), span.begin) -
                                    starts.begin());
}

Place SourceMap::at(FileId id, std::uint32_t offset) const {
  if (id.index == FileId::kNone) return {};
  const File& file = files_[id.index];

  const auto& starts = line_starts(file);
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  const std::uint32_t line_start = *(after - 1);

  const std::string_view before = file.text.substr(line_start, offset - line_start);
  const auto continuations = std::count_if(before.begin(), before.end(), continues_character);
  const auto column = before.size() - static_cast<std::size_t>(continuations) + 1;
  return {file.name, static_cast<std::uint32_t>(after - starts.begin()), static_cast<std::uint32_t>(column)};
}

std::string_view SourceMap::line_text(FileId id, std::uint32_t line) const {
  const File& file = files_[id.index];
  const auto& starts = line_starts(file);
  if (line == 0 || line > starts.size()) return {};

  const std::size_t begin = starts[line - 1];
  std::size_t end = line < starts.size() ? starts[line] - 1 : file.text.size();
  if (end > begin && file.text[end - 1] == '\r') --end;
  return file.text.substr(begin, end - begin);
}

}  // namespace sgc
