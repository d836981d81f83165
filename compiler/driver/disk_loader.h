// Reads the files of a run from the disk and remembers each, for the depfile and the manifest. Nothing is
// read outside the folders of the FILEs of the command line and the -I folders, links followed.
//
// A file has three names: the path by which it is opened; the name that people see, relative to the folder of
// the first FILE, the same from wherever sgc is called; and the path by which a depfile's reader finds it,
// from where sgc is called.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/stage_log.h"
#include "compiler/driver/world.h"
#include "compiler/support/loader.h"

namespace sgc::driver {

constexpr std::string_view kStandardInput = "-";
constexpr std::string_view kStandardInputName = "<stdin>";

class DiskLoader final : public Loader {
 public:
  struct Input {
    std::string shown_name;
    std::string path_from_here;  // empty for standard input
    std::uint64_t size = 0;      // bytes on the disk
    std::string sha256;          // of those; empty until inputs_with_digests()
    std::shared_ptr<const TextBuffer> buffer;
  };

  // `files` and `include_folders` as the command line has them; at least one file.
  DiskLoader(std::span<const std::string> files, std::span<const std::string> include_folders,
             const World& world, StageLog& log);

  // The first -I folder that is none, and why.
  std::optional<std::pair<std::string, std::string>> missing_folder() const { return missing_folder_; }

  // One of `files`. Missing and Unreadable only; a FILE is never outside.
  LoadedFile load_root(const std::string& file);

  LoadedFile load_include(std::string_view path, std::string_view from) override;
  LoadedFile load_feed(std::string_view path, std::string_view from) override;

  // What was read, each file once, in the order read.
  std::span<const Input> inputs() const { return inputs_; }
  std::vector<Input> inputs_with_digests() const;

  // The folders, as `path_from_here`, in which feeds that were asked for and are not there would appear; where such a folder
  // is not there either, the next above it.
  std::span<const std::string> watched_folders() const { return watched_folders_; }

 private:
  using Path = std::filesystem::path;

  bool may_read(const Path& canonical) const;
  LoadedFile load(const Path& path);
  LoadedFile remember(const std::string& identity, Input input);
  static LoadedFile loaded(const std::string& identity, const Input& input);
  Path folder_of(std::string_view shown_name) const;
  Path reached_by(const Path& normal) const;  // as it is named from the folder in which sgc runs
  void watch_for(const Path& path);

  const World& world_;
  StageLog& log_;
  Path here_;          // absolute
  Path first_folder_;  // of the first FILE, absolute, as written
  Path first_folder_as_written_;
  std::vector<Path> include_folders_;
  std::vector<Path> allowed_;  // links followed
  std::optional<std::pair<std::string, std::string>> missing_folder_;

  std::map<std::string, Path, std::less<>> folders_;             // of each file, by its shown name
  std::map<std::string, std::size_t, std::less<>> by_identity_;  // index of the input
  std::vector<Input> inputs_;
  std::vector<std::string> watched_folders_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace sgc::driver
