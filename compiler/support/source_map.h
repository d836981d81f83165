// Owns the text of everything that was read, and is the only one that knows lines and columns.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/span.h"

namespace sgc {

// Where a Span begins or ends, for people: both count from 1; a column is a Unicode code point.
struct Place {
  std::string_view file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// Bytes that stay where they are as long as somebody holds them: a mapped file, or a decompressed one.
class TextBuffer {
 public:
  virtual ~TextBuffer() = default;
  virtual std::string_view text() const = 0;
};

// Once all is added, threads may ask at the same time.
class SourceMap {
 public:
  // Takes text under the name that people see (relative to the folder of the first FILE). Before: at most 4 GiB.
  // After: the returned id is valid for the map's life, and text(id) stays at one address.
  FileId add(std::string shown_name, std::string text);
  FileId add(std::string shown_name, std::shared_ptr<const TextBuffer> buffer);

  std::string_view text(FileId file) const { return files_[file.index].text; }
  std::string_view text(const Span& span) const;
  std::string_view name(FileId file) const { return files_[file.index].name; }
  std::size_t size() const { return files_.size(); }

  // Place of the first byte, or of the last one's successor. Unknown spans give an empty file and 0:0.
  Place begin(const Span& span) const { return at(span.file, span.begin); }
  Place end(const Span& span) const { return at(span.file, span.end); }

  // Line number (from 1) alone: cheaper than a Place, for the comments in emitted rules.
  std::uint32_t line(const Span& span) const;

  // The text of one line, without its end. Lines count from 1.
  std::string_view line_text(FileId file, std::uint32_t line) const;

 private:
  struct Lines {
    std::once_flag made;  // at the first question: nobody asks for lines of most feeds
    std::vector<std::uint32_t> starts;
  };
  struct File {
    std::string name;
    std::shared_ptr<const TextBuffer> buffer;
    std::string_view text;
    std::unique_ptr<Lines> lines = std::make_unique<Lines>();
  };

  static const std::vector<std::uint32_t>& line_starts(const File& file);
  Place at(FileId file, std::uint32_t offset) const;

  std::vector<File> files_;
};

}  // namespace sgc
