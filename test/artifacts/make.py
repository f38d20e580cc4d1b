"""Writes one file of each kind of artifact with the tool that people write it with, and two texts planted in it.

usage: python make.py FOLDER TOKEN PASSWORD

test/artifacts/files was written by this with placeholders for both texts, as long as what tests put in their place. What is
compressed or carries checksums cannot be filled in so; tests read it where the packages of requirements.txt are installed.
"""

import collections
import json
import os
import pickle
import sys
import zipfile

folder, token, password = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)


def at(name):
    return os.path.join(folder, name)


class Client:
    def __init__(self):
        self.host = "db.example.org"
        self.password = password
        self.token = token


def pickles():
    value = {"host": "db.example.org", "password": password, "nested": [{"token": token}, (1, 2.5, None, True)]}
    for protocol in range(6):
        with open(at(f"protocol-{protocol}.pkl"), "wb") as file:
            pickle.dump(value, file, protocol=protocol)
    with open(at("object.pkl"), "wb") as file:
        pickle.dump(Client(), file, protocol=4)
        pickle.dump(collections.OrderedDict(token=token.encode()), file, protocol=4)
    with open(at("clean.pkl"), "wb") as file:
        pickle.dump({"host": "db.example.org", "password": None, "weights": list(range(1000))}, file)


def torch_archives():
    """What torch.save writes, by its format: a zip with a pickle and raw tensors; before 1.6 pickles and then tensors."""

    class Storage(str):
        pass

    state = collections.OrderedDict(note=f"deployed with {token}", password=password)
    data = pickle.dumps(state, protocol=2)
    with zipfile.ZipFile(at("model.pt"), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("model/data.pkl", data)
        archive.writestr("model/byteorder", "little")
        archive.writestr("model/data/0", os.urandom(4096))
        archive.writestr("model/data/1", os.urandom(4096))
        archive.writestr("model/version", "3\n")
    with open(at("legacy.pt"), "wb") as file:
        pickle.dump(0x1950A86A20F9469CFC6C, file, protocol=2)
        pickle.dump(1001, file, protocol=2)
        pickle.dump({"protocol_version": 1001, "little_endian": True}, file, protocol=2)
        file.write(data)
        pickle.dump(["0"], file, protocol=2)
        file.write((1024).to_bytes(8, "little") + os.urandom(4096))


def arrays():
    import numpy as np

    np.save(at("numbers.npy"), np.arange(1000.0).reshape(10, 100))
    np.save(at("texts.npy"), np.array(["first", f"key {token}"]))
    np.save(at("bytes.npy"), np.array([b"first", token.encode()]))
    np.save(at("objects.npy"), np.array([{"password": password, "token": token}, None], dtype=object), allow_pickle=True)
    records = np.array([("db", password, 1.5)], dtype=[("user", "U8"), ("password", "U24"), ("weight", "f8")])
    np.save(at("records.npy"), records)
    np.savez(at("arrays.npz"), weights=np.arange(1000.0), notes=np.array([f"key {token}"]))
    np.savez_compressed(at("packed.npz"), weights=np.arange(1000.0), notes=np.array([f"key {token}"]))
    with open(at("pickled-array.pkl"), "wb") as file:
        pickle.dump({"weights": np.arange(5000.0), "token": token}, file, protocol=4)
    with open(at("pickled-array-5.pkl"), "wb") as file:
        pickle.dump({"weights": np.arange(5000.0), "names": np.array([f"{token}"], dtype="S40"), "token": token}, file, protocol=5)


def joblibs():
    import joblib
    import numpy as np

    value = {
        "before": np.arange(5000.0),
        "password": password,
        "objects": np.array([{"note": "x"}, "text"], dtype=object),
        "scale": np.ones((3, 4), dtype="f4"),
        "token": token,
    }
    joblib.dump(value, at("model.joblib"))
    joblib.dump(value, at("zlib.joblib"), compress=("zlib", 3))
    joblib.dump(value, at("gzip.joblib"), compress=("gzip", 3))
    try:
        joblib.dump(value, at("lz4.joblib"), compress=("lz4", 3))
    except ValueError:
        pass


def safetensor_files():
    import numpy as np
    from safetensors.numpy import save_file

    save_file({"weight": np.ones((100, 10), dtype="f4")}, at("model.safetensors"), metadata={"format": "pt", "config": json.dumps({"hub_token": token, "password": password})})
    save_file({"weight": np.ones((100, 10), dtype="f4")}, at("clean.safetensors"), metadata={"format": "pt"})


def gguf_file():
    import gguf
    import numpy as np

    writer = gguf.GGUFWriter(at("model.gguf"), "llama")
    writer.add_name("small")
    writer.add_string("general.source.password", password)
    writer.add_token_list(["<s>", "</s>", "hello"])
    writer.add_chat_template("{{ messages }} " + token)
    writer.add_block_count(1)
    writer.add_tensor("token_embd.weight", np.ones((32, 32), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def onnx_file():
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weight = numpy_helper.from_array(np.ones((64, 64), dtype="f4"), "weight")
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 64])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 64])
    node = helper.make_node("MatMul", ["x", "weight"], ["y"], name="product", endpoint=f"https://example.org/?key={token}")
    graph = helper.make_graph([node], "graph", [x], [y], [weight], doc_string="a small graph")
    model = helper.make_model(graph, producer_name="by hand")
    entry = model.metadata_props.add()
    entry.key, entry.value = "password", password
    onnx.save(model, at("model.onnx"))


def hdf5_files():
    import h5py
    import numpy as np

    text = h5py.string_dtype()
    with h5py.File(at("model.h5"), "w") as file:
        file.attrs["training_config"] = json.dumps({"password": password})
        group = file.create_group("layers/dense")
        group.attrs["note"] = np.bytes_(f"uploaded with {token}")
        group.create_dataset("kernel", data=np.ones((64, 64), dtype="f4"))
    with h5py.File(at("strings.h5"), "w") as file:
        file.create_dataset("names", data=["first", token], dtype=text)
        file.create_dataset("fixed", data=np.array([b"x", password.encode()]))
        file.create_dataset("packed", data=[f"row {row} {token if row == 77 else ''}" for row in range(100)], dtype=text, chunks=(10,), compression="gzip")
        file.create_dataset("packed-fixed", data=np.array([f"row {row} {token if row == 77 else ''}".encode() for row in range(100)]), chunks=(10,), compression="gzip", shuffle=True)
    with h5py.File(at("latest.h5"), "w", libver="latest") as file:
        for number in range(20):
            file.attrs[f"attribute{number}"] = f"value {number}"
        file.attrs["password"] = password
        group = file.create_group("many", track_order=True)
        for number in range(20):
            group.create_group(f"group{number}").attrs["note"] = f"{number}"
        group["group7"].attrs["token"] = token
    with h5py.File(at("clean.h5"), "w") as file:
        file.attrs["note"] = "nothing"
        file.create_dataset("kernel", data=np.ones((64, 64), dtype="f4"))


def tables():
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.parquet as parquet

    table = pa.table(
        {"row": list(range(100)), "note": [f"note {row} {token if row == 77 else ''}" for row in range(100)], "password": [password] * 100},
        metadata={"writer": f"token {token}"},
    )
    for name in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
        parquet.write_table(table, at(f"{name}.parquet"), compression=name)
    parquet.write_table(table, at("plain.parquet"), compression="none", use_dictionary=False, data_page_version="2.0")
    parquet.write_table(table, at("delta.parquet"), compression="none", use_dictionary=False, column_encoding={"row": "DELTA_BINARY_PACKED", "note": "DELTA_LENGTH_BYTE_ARRAY", "password": "DELTA_BYTE_ARRAY"})
    feather.write_feather(table, at("plain.feather"), compression="uncompressed")
    feather.write_feather(table, at("lz4.feather"), compression="lz4")
    feather.write_feather(table, at("zstd.feather"), compression="zstd")
    clean = pa.table({"row": list(range(100)), "note": [f"note {row}" for row in range(100)]})
    parquet.write_table(clean, at("clean.parquet"), compression="none")
    feather.write_feather(clean, at("clean.feather"), compression="uncompressed")


def notebooks():
    import nbformat
    from nbformat import v3, v4

    outputs = [v4.new_output("stream", text=f"connected\nwith \x1b[31m{token}\x1b[0m\n"), v4.new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"})]
    cells = [v4.new_markdown_cell("# title"), v4.new_code_cell(f'password = "{password}"\nconnect(password)', outputs=outputs)]
    nbformat.write(v4.new_notebook(cells=cells), at("report.ipynb"))
    old = v3.new_notebook(worksheets=[v3.new_worksheet(cells=[v3.new_code_cell(input="x", outputs=[v3.new_output("stream", output_text=f"with {token}\n")])])])
    nbformat.write(old, at("old.ipynb"))


def keras_archive():
    import h5py

    with h5py.File(at("weights.h5"), "w") as file:
        file.create_dataset("layers/dense/vars/0", data=[[1.0, 2.0]])
    with zipfile.ZipFile(at("model.keras"), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.3.3", "date_saved": "2026-01-01@00:00:00"}))
        archive.writestr("config.json", json.dumps({"class_name": "Functional", "config": {"name": "m", "api_token": token}}))
        archive.write(at("weights.h5"), "model.weights.h5")
    os.remove(at("weights.h5"))


for make in [pickles, torch_archives, arrays, joblibs, safetensor_files, gguf_file, onnx_file, hdf5_files, tables, notebooks, keras_archive]:
    try:
        make()
    except ImportError as error:
        print(f"left out {make.__name__}: {error}", file=sys.stderr)
