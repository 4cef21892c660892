#include <CLI/App.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/command.h"
#include "eni_trunking/density/density_chart.h"
#include "eni_trunking/density/density_report.h"
#include "eni_trunking/density/size_summary.h"

namespace eni::command {

namespace {

struct Options {
  std::vector<std::string> types;
  bool all = false;
  std::string sort;
  std::string output = "table";
  trunking::TaskSize size;
};

using Measure = long long (*)(const DensityRow&);

/// What --sort takes: the largest first. "type" is people's order, in which the rows already are.
const struct {
  const char* name;
  Measure measure;
} kOrders[] = {
    {"type", nullptr},
    {"gain", [](const DensityRow& row) -> long long { return row.gain().value_or(0); }},
    {"tasks", [](const DensityRow& row) -> long long { return row.with.value_or(row.without).tasks; }},
    {"vcpus", [](const DensityRow& row) -> long long { return row.type->vcpus; }},
    {"memory", [](const DensityRow& row) -> long long { return row.type->memory_mib; }},
};

std::vector<std::string> order_names() {
  std::vector<std::string> names;
  for (const auto& order : kOrders) names.emplace_back(order.name);
  return names;
}

void sort_by(DensityRows& rows, const std::string& name) {
  for (const auto& order : kOrders) {
    if (name != order.name || order.measure == nullptr) continue;
    std::stable_sort(rows.begin(), rows.end(), [&](const DensityRow& a, const DensityRow& b) {
      return order.measure(a) > order.measure(b);
    });
  }
}

/// Whoever names types sees them all; whoever names none, those to choose from today.
Result<InstanceTypes> chosen_types(const Options& options) {
  if (!options.types.empty()) return select_instance_types(options.types);
  ENI_TRY(InstanceTypes types, select_instance_types({"*"}));
  if (!options.all)
    std::erase_if(types, [](const trunking::InstanceType* type) {
      return !type->current_generation || !takes_trunk(*type);
    });
  return types;
}

/// "for tasks of 256 CPU units and 512 MiB", "" without a size.
std::string size_text(const trunking::TaskSize& size) {
  std::vector<std::string> parts;
  if (size.cpu_units > 0) parts.push_back(std::to_string(size.cpu_units) + " CPU units");
  if (size.memory_mib > 0) parts.push_back(std::to_string(size.memory_mib) + " MiB");
  return parts.empty() ? "" : "for tasks of " + join(parts, " and ");
}

void print_overview(const DensityRows& rows, const trunking::TaskSize& size, std::ostream& out) {
  const std::string limit = size_text(size).empty() ? "by its interfaces" : size_text(size);
  out << "awsvpc tasks that a host can hold " << limit << ", as most types of a size:\n\n"
      << density_overview(rows) << "\nCurrent generation types that take a trunk, " << rows.size()
      << " in all. T families take none.\n"
      << "  by name, family or size   eni-trunking density c5.large m7g '*.2xlarge'\n"
      << "  the greatest gain first   eni-trunking density --sort gain\n";
}

DensityChart chart_of(const DensityRows& rows, const Options& options, bool is_overview) {
  DensityChart chart{"ENI trunking: awsvpc tasks on one host", size_text(options.size), {}};
  if (chart.subtitle.empty())
    chart.subtitle = "by the host's interfaces; CPU, memory and ports may allow fewer";
  if (is_overview) {
    chart.subtitle += "; as most types of a size";
    for (const SizeSummary& size : summarize_by_size(rows))
      chart.bars.push_back({size.size, size.without, size.with});
    return chart;
  }
  for (const DensityRow& row : rows) {
    chart.bars.push_back({std::string(row.type->instance_type), row.without.tasks,
                          row.with ? std::optional{row.with->tasks} : std::nullopt});
  }
  return chart;
}

constexpr const char* kNotes =
    "Without trunking: the type's interfaces less the primary one. With trunking:\n"
    "Amazon ECS Developer Guide (2023-04), and for later types the VPC resource\n"
    "controller's limits (2026-03). Made by eni-trunking density.";

ExitCode run_density(const Options& options, Terminal& terminal) {
  const auto types = chosen_types(options);
  if (!types) return fail(terminal, types.error(), ExitCode::kUsage);
  DensityRows rows = density_rows(*types, options.size);
  sort_by(rows, options.sort);
  const bool is_overview = options.types.empty() && !options.all && options.sort.empty();
  if (options.output == "json") {
    terminal.out << density_json(rows, options.size);
  } else if (options.output == "csv") {
    terminal.out << density_csv(rows, options.size);
  } else if (options.output == "markdown") {
    terminal.out << density_markdown(rows, options.size);
  } else if (options.output == "svg") {
    terminal.out << draw_svg(chart_of(rows, options, is_overview));
  } else if (options.output == "html") {
    terminal.out << write_html(chart_of(rows, options, is_overview), kNotes);
  } else if (is_overview) {
    print_overview(rows, options.size, terminal.out);
  } else {
    terminal.out << density_table(rows, options.size);
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
  const CLI::Range at_least_one{1, 1'000'000'000};
  app.add_option("--task-cpu", options->size.cpu_units, "CPU units that a task reserves: 1024 are a vCPU")
      ->type_name("UNITS")
      ->check(at_least_one);
  app.add_option("--task-memory", options->size.memory_mib, "Memory that a task reserves, in MiB")
      ->type_name("MIB")
      ->check(at_least_one);
  app.add_option("--output", options->output,
                 "A table for people, data for programs, or a\nchart for a document")
      ->check(CLI::IsMember({"table", "json", "csv", "markdown", "svg", "html"}))
      ->capture_default_str();
  app.footer(
      "Without TYPE: the current generation's types that take a trunk, summed up by\n"
      "size; one by one with --sort, and as data. CPU, memory and ports may allow\n"
      "fewer tasks: --task-cpu and --task-memory say what then binds. Hosts register\n"
      "a little less memory than the type has. Source: data/instance-limits.csv\n"
      "Examples:\n"
      "  eni-trunking density c5 m7g.large\n"
      "  eni-trunking density c5.large --task-cpu 256 --task-memory 512");
  return [options, &terminal] { return run_density(*options, terminal); };
}

}  // namespace eni::command
