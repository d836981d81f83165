#include "compiler/sema/includes.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "compiler/diag/catalog.h"
#include "compiler/sema/dependency_order.h"
#include "compiler/sema/file_errors.h"

namespace sgc::sema {
namespace {

class Collector {
 public:
  Collector(const ParseFile& parse, SourceMap& sources, Loader& loader, Sink& sink)
      : parse_(parse), sources_(sources), loader_(loader), sink_(sink) {}

  // Adds the file after those that it includes, unless it stands there already.
  void add(FileId id, const std::string& identity) {
    if (done_.contains(identity)) return;
    open(id, identity);
    while (!open_.empty()) {
      if (const ast::Include* include = next_include(open_.back())) {
        follow(*include);
      } else {
        close();
      }
    }
  }

  ast::Policy take() { return std::move(policy_); }

 private:
  struct OpenFile {
    std::string identity;
    ast::File file;
    std::size_t next = 0;  // declaration
  };

  void open(FileId id, std::string identity) {
    // A file that holds comments says something to somebody; one of blanks alone was cut off or never filled.
    if (sources_.text(id).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      sink_.report(diagnose(kind::EmptyFile, {id, 0, 0}).with_help(
          "was it cut off? if nothing is meant to be there, a comment that says so ends this warning"));
    }
    open_.push_back({std::move(identity), parse_(id)});
  }

  void close() {
    done_.insert(std::move(open_.back().identity));
    policy_.files.push_back(std::move(open_.back().file));
    open_.pop_back();
  }

  static const ast::Include* next_include(OpenFile& open) {
    const auto& declarations = open.file.declarations;
    while (open.next < declarations.size()) {
      if (const auto* include = std::get_if<ast::Include>(&declarations[open.next++])) return include;
    }
    return nullptr;
  }

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
    if (done_.contains(loaded.identity)) return;
    this->open(sources_.add(loaded.shown_name, loaded.buffer), loaded.identity);
  }

  void report_cycle(const ast::Include& include, std::size_t first) {
    std::vector<std::string_view> names;
    for (std::size_t i = first; i < open_.size(); ++i) names.push_back(sources_.name(open_[i].file.id));
    sink_.report(diagnose(kind::IncludeCycle, include.path.span, cycle_text(names))
                     .with_help("take one of these includes away"));
  }

  const ParseFile& parse_;
  SourceMap& sources_;
  Loader& loader_;
  Sink& sink_;
  ast::Policy policy_;
  std::vector<OpenFile> open_;
  std::unordered_set<std::string> done_;
};

}  // namespace

ast::Policy collect_files(std::span<const RootFile> roots, const ParseFile& parse, SourceMap& sources, Loader& loader,
                          Sink& sink) {
  Collector collector(parse, sources, loader, sink);
  for (const RootFile& root : roots) collector.add(root.id, root.identity);
  return collector.take();
}

}  // namespace sgc::sema
