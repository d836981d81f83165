#include "compiler/driver/memory_loader.h"

#include <filesystem>

namespace sgc::driver {
namespace {

class Text final : public TextBuffer {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::string_view text() const override { return text_; }

 private:
  std::string text_;
};

}  // namespace

LoadedFile MemoryLoader::load(std::string_view path, std::string_view from) const {
  const auto name = (std::filesystem::path(from).parent_path() / path).lexically_normal().string();

  LoadedFile file;
  if (name.starts_with("../") || name.starts_with('/')) {
    file.status = LoadedFile::Status::Outside;
    return file;
  }
  const auto found = texts_.find(name);
  if (found == texts_.end()) return file;

  file.status = LoadedFile::Status::Ok;
  file.identity = name;
  file.shown_name = name;
  file.buffer = std::make_shared<Text>(found->second);
  return file;
}

}  // namespace sgc::driver
