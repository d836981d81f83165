// Writes the files of one run: all of them or none. Each is written beside its place under a name that nobody
// reads, brought to the disk, and renamed, so that a reader sees the old file or the new one, whole. A
// folder that is not there yet is filled under such a name too, and renamed as one, which spares a rename a file.
//
// When anything fails, or the batch goes out of scope before commit(), every file, time stamp and folder is
// as it was. A run that is killed leaves files that are old or new, never in between; what may stay behind
// then is a hidden file or folder ".sgc-…" that no pattern of artefacts matches.
//
// What stands at a path must be a regular file or nothing. A symbolic link is refused: to write through it
// would change a file that was not named, to replace it would cut off whoever reads at its other end without
// a word.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sgc {

// What the hidden names begin with: then come the process's number, '-', and a number.
constexpr std::string_view kHiddenPrefix = ".sgc-";

struct WriteFailure {
  std::string path;
  std::string reason;  // "no space left on device"
};

// What becomes of a file that already holds what is to be written: it is never written again.
enum class Unchanged {
  RenewTime,  // its time stamp is set to now (Make's rule)
  KeepTime,   // it is left alone (Ninja's restat)
};

class FileBatch {
 public:
  explicit FileBatch(Unchanged unchanged) : unchanged_(unchanged) {}
  ~FileBatch() { undo(); }
  FileBatch(const FileBatch&) = delete;
  FileBatch& operator=(const FileBatch&) = delete;

  // Prepares the file at `path`, and the folders above it that are missing. A file that is replaced keeps its
  // mode and, where the system allows, its owner. Each path is named once a batch.
  std::optional<WriteFailure> add(const std::string& path, std::string_view bytes);

  // Prepares the removal of the file at `path`; it is no failure that there is none.
  std::optional<WriteFailure> remove(const std::string& path);

  // Does all that was prepared. After: done, on the disk, or nothing has changed.
  std::optional<WriteFailure> commit();

 private:
  enum class Action { Create, Replace, Touch, Remove };

  static constexpr std::size_t kNone = SIZE_MAX;

  // A missing folder, filled under a hidden name beside its place.
  struct Staged {
    std::string place;
    std::string hidden;
    bool moved = false;
  };

  // Where what goes to a folder is written: there, or in a staged one or below it.
  struct Folder {
    std::string at;
    std::size_t staged = kNone;
  };

  struct MadeFolder {
    std::string place;
    Folder folder;
  };

  struct Step {
    Action action = Action::Create;
    std::string path;
    std::string fresh;      // the new file, until it is renamed
    std::size_t staged = kNone;  // the folder that it is renamed with
    std::string backup;     // a second name of the old file, until all is done
    struct stat before {};  // of the old file
    dev_t device = 0;       // that the new file is on
    bool done = false;
  };

  std::optional<WriteFailure> claim(const std::string& path);
  std::optional<WriteFailure> prepare_folder(const std::string& place);
  std::optional<WriteFailure> make_in_place(const std::string& place);
  std::optional<WriteFailure> make_below(const Folder& above, const std::string& place);
  std::optional<WriteFailure> write_fresh(Step& step, std::string_view bytes);
  std::string fresh_name(const Step& step);
  std::optional<WriteFailure> sync_fresh_files() const;
  std::optional<WriteFailure> move_folders();
  std::optional<WriteFailure> sync_folders() const;
  std::optional<WriteFailure> carry_out(Step& step);
  std::optional<WriteFailure> back_up(Step& step);
  std::string hidden_name(const std::string& path);

  void undo();
  static void undo(Step& step);
  void remove_folder(const MadeFolder& made) const;
  void forget();

  Unchanged unchanged_;
  unsigned next_name_ = 0;
  std::vector<Step> steps_;
  std::set<std::string, std::less<>> paths_;
  std::map<std::string, Folder, std::less<>> folders_;
  std::vector<Staged> staged_;
  std::vector<MadeFolder> made_folders_;  // outermost first
};

}  // namespace sgc
