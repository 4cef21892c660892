#include "trunking/density.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "eni_trunking/command.h"
#include "eni_trunking/density/density_report.h"
#include "eni_trunking/density/instance_type_selection.h"

namespace eni::command {

using trunking::InstanceType;

namespace {

struct Options {
  std::vector<std::string> types;
  bool all = false;
  std::string sort;
  std::string output = "table";
};

using Measure = long long (*)(const InstanceType&);

/// What --sort takes: the largest first. "type" is people's order, in which the rows already are.
const struct {
  const char* name;
  Measure measure;
} kOrders[] = {
    {"type", nullptr},
    {"gain", [](const InstanceType& type) -> long long { return trunking_gain(type); }},
    {"tasks",
     [](const InstanceType& type) -> long long {
       return max_awsvpc_tasks(type, trunking::Trunk::kAttached);
     }},
    {"vcpus", [](const InstanceType& type) -> long long { return type.vcpus; }},
    {"memory", [](const InstanceType& type) -> long long { return type.memory_mib; }},
};

std::vector<std::string> order_names() {
  std::vector<std::string> names;
  for (const auto& order : kOrders) names.emplace_back(order.name);
  return names;
}

void sort_by(InstanceTypes& types, const std::string& name) {
  for (const auto& order : kOrders) {
    if (name != order.name || order.measure == nullptr) continue;
    std::stable_sort(types.begin(), types.end(), [&](const InstanceType* a, const InstanceType* b) {
      return order.measure(*a) > order.measure(*b);
    });
  }
}

/// Whoever names types sees them all; whoever names none, those to choose from today.
Result<InstanceTypes> chosen_types(const Options& options) {
  if (!options.types.empty()) return select_instance_types(options.types);
  ENI_TRY(InstanceTypes types, select_instance_types({"*"}));
  if (!options.all)
    std::erase_if(types,
                  [](const InstanceType* type) { return !type->current_generation || !takes_trunk(*type); });
  return types;
}

void print_overview(const InstanceTypes& types, std::ostream& out) {
  out << "awsvpc tasks that a host can hold by its interfaces, as most types of a size:\n\n"
      << density_overview(types) << "\nCurrent generation types that take a trunk, " << types.size()
      << " in all. T families take none.\n"
      << "  by name, family or size   eni-trunking density c5.large m7g '*.2xlarge'\n"
      << "  the greatest gain first   eni-trunking density --sort gain\n";
}

ExitCode run_density(const Options& options, Terminal& terminal) {
  auto types = chosen_types(options);
  if (!types) return fail(terminal, types.error(), ExitCode::kUsage);
  sort_by(*types, options.sort);
  const bool is_overview = options.types.empty() && !options.all && options.sort.empty();
  if (options.output == "json") {
    terminal.out << density_json(*types);
  } else if (options.output == "csv") {
    terminal.out << density_csv(*types);
  } else if (is_overview) {
    print_overview(*types, terminal.out);
  } else {
    terminal.out << density_table(*types);
  }
  return ExitCode::kFine;
}

}  // namespace

Run declare_density(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  auto* types =
      app.add_option("TYPE", options->types, "c5.large, or the family c5, or '*.large'")->type_name("");
  app.add_flag("--all", options->all, "Older types and those without a trunk, too")->excludes(types);
  app.add_option("--sort", options->sort, "By family and size, or the largest first")
      ->check(CLI::IsMember(order_names()));
  app.add_option("--output", options->output, "A table for people, or data for programs")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  app.footer(
      "Without TYPE: the current generation's types that take a trunk, summed up by\n"
      "size; one by one with --sort, and as json or csv. CPU, memory and ports may\n"
      "allow fewer tasks. Source of the numbers: data/instance-limits.csv");
  return [options, &terminal] { return run_density(*options, terminal); };
}

}  // namespace eni::command
