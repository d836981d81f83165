#include "compiler/sema/includes.h"

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/diag/catalog.h"
#include "compiler/sema/file_errors.h"

namespace sgc::sema {
namespace {

class Collector {
 public:
  Collector(const ParseFile& parse, SourceMap& sources, Loader& loader, Sink& sink)
      : parse_(parse), sources_(sources), loader_(loader), sink_(sink) {}

  // Adds the file after those that it includes, unless it stands there already.
  void add(FileId id, const std::string& identity) {
    if (std::find(done_.begin(), done_.end(), identity) != done_.end()) return;

    open_.push_back({identity, id});
    ast::File file = parse_(id);
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* include = std::get_if<ast::Include>(&declaration)) follow(*include);
    }
    open_.pop_back();
    done_.push_back(identity);
    policy_.files.push_back(std::move(file));
  }

  ast::Policy take() { return std::move(policy_); }

 private:
  struct OpenFile {
    std::string identity;
    FileId id;
  };

  void follow(const ast::Include& include) {
    const LoadedFile loaded =
        loader_.load_include(include.path.value, sources_.name(include.path.span.file));
    if (loaded.status != LoadedFile::Status::Ok) {
      report_file_error(loaded, include.path, sink_);
      return;
    }
    const auto open = std::find_if(open_.begin(), open_.end(),
                                   [&](const OpenFile& file) { return file.identity == loaded.identity; });
    if (open != open_.end()) {
      report_cycle(include, static_cast<std::size_t>(open - open_.begin()));
      return;
    }
    if (std::find(done_.begin(), done_.end(), loaded.identity) != done_.end()) return;
    add(sources_.add(loaded.shown_name, loaded.buffer), loaded.identity);
  }

  void report_cycle(const ast::Include& include, std::size_t first) {
    std::string cycle;
    for (std::size_t i = first; i < open_.size(); ++i) cycle += std::string(sources_.name(open_[i].id)) + " -> ";
    cycle += sources_.name(open_[first].id);
    sink_.report(diagnose(kind::IncludeCycle, include.path.span, cycle)
                     .with_help("take one of these includes away"));
  }

  const ParseFile& parse_;
  SourceMap& sources_;
  Loader& loader_;
  Sink& sink_;
  ast::Policy policy_;
  std::vector<OpenFile> open_;
  std::vector<std::string> done_;
};

}  // namespace

ast::Policy collect_files(std::span<const RootFile> roots, const ParseFile& parse, SourceMap& sources, Loader& loader,
                          Sink& sink) {
  Collector collector(parse, sources, loader, sink);
  for (const RootFile& root : roots) collector.add(root.id, root.identity);
  return collector.take();
}

}  // namespace sgc::sema
